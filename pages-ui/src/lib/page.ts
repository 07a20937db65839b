import { type ComponentType, lazy } from "react";

const waiting: (() => Promise<unknown>)[] = [];

/** A page whose code comes by itself: when it is opened, or ahead of that by `fetchPages`. */
export function page<Props>(load: () => Promise<ComponentType<Props>>) {
  waiting.push(load);
  return lazy(async () => ({ default: await load() }));
}

/** Fetches the code of every page, one by one; what does not come now is asked for again when it is opened. */
export async function fetchPages(): Promise<void> {
  for (const load of waiting.splice(0)) await load().catch(() => {});
}

/** Whether code of a page did not come: this device is offline, or a newer version has taken its place. */
export function isMissingCode(error: Error): boolean {
  return /dynamically imported module|importing a module script/i.test(error.message);
}
