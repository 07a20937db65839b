export const OSV = "osv";
export const OSV_HOST = "https://api.osv.dev";
