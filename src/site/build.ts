import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Audience } from '../schemas/vocabulary.ts';
import { bundleFolder, keptBundle } from './kept-bundle.ts';
import { readSettings } from './settings.ts';

export interface BuildRequest {
  readonly root: string;
  readonly audience: Audience;
  /** Folder the finished site takes; the site in it stays until the new one is whole. */
  readonly out: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What Astro prints goes here, line by line. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export class BuildError extends Error {}

/**
 * Builds one audience in a process of its own and puts the result in place of the last one only when it is
 * whole. A failed build throws {@link BuildError} with the end of what was printed and leaves the last good site alone.
 * Where the programs of the public pages are those of an earlier build, they are run again instead of bundled again;
 * the bytes are the same.
 */
export async function buildSite(request: BuildRequest): Promise<void> {
  const { root, audience, out } = request;
  const fresh = freshFolder(root, out);
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    ASTRO_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
    ...request.env,
    WATCHBOOK_AUDIENCE: audience,
    WATCHBOOK_OUT: fresh,
  };
  await mkdir(path.dirname(out), { recursive: true });
  const whole = [path.join(root, 'node_modules', 'astro', 'bin', 'astro.mjs'), 'build'];
  let built: Run | undefined;
  if (audience === 'public') {
    const { root: base, content } = readSettings(env);
    const bundle = bundleFolder(base, content, env);
    if (keptBundle(bundle)) {
      await rm(fresh, { recursive: true, force: true });
      built = await run([path.join(import.meta.dirname, 'reprint.ts'), root, bundle, fresh], env, request);
      if (built.code !== 0) {
        request.log?.('the kept bundle could not be used; building the whole site');
        await rm(bundle, { recursive: true, force: true });
      }
    }
    if (built?.code !== 0) {
      await rm(fresh, { recursive: true, force: true });
      built = await run(whole, { ...env, WATCHBOOK_BUNDLE: bundle }, request);
    }
  } else {
    await rm(fresh, { recursive: true, force: true });
    built = await run(whole, env, request);
  }
  if (built.code !== 0) {
    await rm(fresh, { recursive: true, force: true });
    throw new BuildError(
      `the ${audience} site was not built (exit code ${built.code}); the last good one stays.\n${built.printed.slice(-25).join('\n')}`,
    );
  }
  await replace(out, fresh);
}

/**
 * Where the fresh site grows. Builds into places outside of the repository would share one folder for the programs of
 * their pages, because Astro needs those near the packages they import; so they grow inside, each in a folder of its own.
 */
function freshFolder(root: string, out: string): string {
  if (out.startsWith(root + path.sep)) return `${out}.next`;
  const name = createHash('sha256').update(out).digest('hex').slice(0, 16);
  return path.join(root, '.watchbook', 'building', name);
}

interface Run {
  readonly code: number | null;
  readonly printed: readonly string[];
}

/** Runs a program of Node.js to its end, with everything that it prints. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv, request: BuildRequest): Promise<Run> {
  const printed: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: request.root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(request.signal ? { signal: request.signal } : {}),
    });
    const take = (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) {
        if (line.trim() === '') continue;
        printed.push(line);
        request.log?.(line);
      }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, printed };
}

/** Puts the fresh site in the place of the last one. */
async function replace(out: string, fresh: string): Promise<void> {
  const near = `${out}.next`;
  if (near !== fresh) {
    await rm(near, { recursive: true, force: true });
    await rename(fresh, near).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV') throw error;
      // Another disk: a copy first, so that the exchange itself stays a matter of an instant.
      await cp(fresh, near, { recursive: true });
      await rm(fresh, { recursive: true, force: true });
    });
  }
  const old = `${out}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(out, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(near, out);
  await rm(old, { recursive: true, force: true });
}
