/** The Admin API release all operations are validated against; supported until at least 2027-10-01. */
export const API_VERSION = "2026-10";
