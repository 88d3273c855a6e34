import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How long a failed build is told of on the pages, in milliseconds. */
const TOLD_MS = 7 * 86_400_000;

const fileIn = (out: string) => path.join(out, 'last-failure.json');

/** Notes beside the sites in `out` that a build failed at `at` (milliseconds), for the pages of the next good one. */
export function noteFailure(out: string, at: number): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(fileIn(out), `${JSON.stringify({ at: new Date(at).toISOString() })}\n`);
}

/** When a build into `out` last failed, milliseconds; null when none did in the seven days before `now`. */
export function lastFailure(out: string, now: number): number | null {
  if (!existsSync(fileIn(out))) return null;
  let at: number;
  try {
    at = Date.parse((JSON.parse(readFileSync(fileIn(out), 'utf8')) as { at: string }).at);
  } catch {
    // A file that was cut off says nothing; the next failure writes it anew.
    return null;
  }
  return recentFailure(at, now);
}

/** A failure that is still told of: one in the seven days before `now`. Null for any other, and for no instant at all. */
export function recentFailure(at: number, now: number): number | null {
  return Number.isFinite(at) && at <= now && now - at <= TOLD_MS ? at : null;
}
