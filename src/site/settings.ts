import path from 'node:path';
import type { Audience } from '../schemas/vocabulary.ts';

/** How one build is set up. Commands pass it on as environment variables, because Astro runs in a process of its own. */
export interface BuildSettings {
  readonly audience: Audience;
  /** Tenant whose site is built; undefined for the site of everybody, which shows no instance of any tenant. */
  readonly tenant: string | undefined;
  /** Root of the repository. */
  readonly root: string;
  /** Folder of the content, absolute. */
  readonly content: string;
  /** Work tree of the record branch, absolute. */
  readonly record: string;
  /** Instant the pages speak of, milliseconds; the clock when not fixed. */
  readonly now: number;
  /** True when the measurements come from the demonstration fleet. */
  readonly demonstration: boolean;
  /** Measurements before this instant (milliseconds) were generated, not made; null where all were made. */
  readonly generatedUntil: number | null;
  /** When a build before this one failed, milliseconds; null when none did lately. */
  readonly lastFailure: number | null;
  readonly outDir: string;
  /** Folder in which to keep the bundled programs of the pages for the next build; undefined to throw them away. */
  readonly bundle: string | undefined;
  /** Overrides of the address in content/watchbook.yaml. */
  readonly siteUrl: string | undefined;
  readonly basePath: string | undefined;
}

/** Reads the settings of this build. Throws on a value that is not in the vocabulary. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): BuildSettings {
  const audience = env.WATCHBOOK_AUDIENCE ?? 'internal';
  if (audience !== 'internal' && audience !== 'public') {
    throw new RangeError(`WATCHBOOK_AUDIENCE is ${audience}; use internal or public`);
  }
  const root = path.resolve(env.WATCHBOOK_ROOT ?? process.cwd());
  const now = env.WATCHBOOK_NOW === undefined ? Date.now() : Date.parse(env.WATCHBOOK_NOW);
  if (Number.isNaN(now))
    throw new RangeError(
      `WATCHBOOK_NOW is ${env.WATCHBOOK_NOW}; use an instant such as 2026-11-21T00:00:00Z`,
    );
  return {
    audience,
    tenant: env.WATCHBOOK_TENANT || undefined,
    root,
    content: path.resolve(root, env.WATCHBOOK_CONTENT ?? 'content'),
    record: path.resolve(root, env.WATCHBOOK_RECORD ?? '.record'),
    now,
    demonstration: env.WATCHBOOK_DEMONSTRATION === '1',
    generatedUntil: env.WATCHBOOK_GENERATED_UNTIL ? Date.parse(env.WATCHBOOK_GENERATED_UNTIL) : null,
    lastFailure: env.WATCHBOOK_LAST_FAILURE ? Date.parse(env.WATCHBOOK_LAST_FAILURE) : null,
    outDir: path.resolve(root, env.WATCHBOOK_OUT ?? `dist/${audience}`),
    bundle: env.WATCHBOOK_BUNDLE || undefined,
    siteUrl: env.WATCHBOOK_SITE_URL,
    basePath: env.WATCHBOOK_BASE_PATH,
  };
}
