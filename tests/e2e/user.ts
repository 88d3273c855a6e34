/** The environment of a user: ours without what the test runner put into it, which Astro and Vite would heed. */
export function userEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST.*|NODE_ENV|TEST|DEV|PROD|MODE|SSR|BASE_URL|NODE_OPTIONS)$/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}
