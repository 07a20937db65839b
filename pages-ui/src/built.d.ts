/** What `vite.config.ts` knew when the page was built. */
declare const __BUILT__: { release: string; environment: string };
