import { registerHooks } from "node:module";

/**
 * The library the Workers' objects are reached with loads only in a bundle, and here are no objects. Import this before
 * anything of a Worker is imported.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== "itty-durable/proxy-durable.js") return next(specifier, context);
    return next(new URL("./absent.ts", import.meta.url).href, context);
  },
});
