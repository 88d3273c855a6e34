import { spawn } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Audience } from '../schemas/vocabulary.ts';

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
 */
export async function buildSite(request: BuildRequest): Promise<void> {
  const { root, audience, out } = request;
  const fresh = `${out}.next`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(path.dirname(out), { recursive: true });
  const printed: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(root, 'node_modules', 'astro', 'bin', 'astro.mjs'), 'build'],
      {
        cwd: root,
        env: {
          ...process.env,
          NODE_ENV: 'production',
          ASTRO_TELEMETRY_DISABLED: '1',
          NO_COLOR: '1',
          ...request.env,
          WATCHBOOK_AUDIENCE: audience,
          WATCHBOOK_OUT: fresh,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(request.signal ? { signal: request.signal } : {}),
      },
    );
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
  if (code !== 0) {
    await rm(fresh, { recursive: true, force: true });
    throw new BuildError(
      `the ${audience} site was not built (exit code ${code}); the last good one stays.\n${printed.slice(-25).join('\n')}`,
    );
  }
  const old = `${out}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(out, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, out);
  await rm(old, { recursive: true, force: true });
}
