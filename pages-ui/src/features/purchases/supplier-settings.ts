type Settings = Record<string, unknown>;

/** The address orders to a supplier are mailed to; null when none is set. */
export function addressOf(settings: Settings, supplier: string): string | null {
  const { email } = termsOf(settings, supplier);
  return typeof email === "string" ? email : null;
}

/** The agent's settings with this address and everything else as it was. */
export function withAddress(settings: Settings, supplier: string, email: string): Settings {
  const suppliers = objectOf(settings.suppliers);
  return { ...settings, suppliers: { ...suppliers, [supplier]: { ...termsOf(settings, supplier), email } } };
}

function termsOf(settings: Settings, supplier: string): Settings {
  const suppliers = objectOf(settings.suppliers);
  return Object.hasOwn(suppliers, supplier) ? objectOf(suppliers[supplier]) : {};
}

function objectOf(value: unknown): Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}
