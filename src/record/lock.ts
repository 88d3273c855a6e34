import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Another live process holds the record. */
export class RecordBusy extends Error {}

/** A lock this old belongs to nobody: no write to the record takes nearly as long. */
const ABANDONED_MS = 15 * 60_000;
const POLL_MS = 40;

/**
 * Runs `work` while holding the lock file at `path`, so that only one process at a time writes a
 * record's work tree. The lock of a process that was killed is taken over. Waits up to `waitMs`, then
 * throws {@link RecordBusy}.
 */
export async function withLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + waitMs;
  while (!tryAcquire(path)) {
    if (performance.now() > giveUpAt) {
      throw new RecordBusy(
        `the record is being written by another process (${readOwner(path)?.text ?? 'unknown'}); ` +
          `wait for it, or remove ${path} if it is gone`,
      );
    }
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryAcquire(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, `${process.pid} ${hostname()}`);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = readOwner(path);
  if (owner && isGone(owner)) discard(path, owner);
  return false;
}

interface Owner {
  readonly text: string;
  readonly since: number;
}

function readOwner(path: string): Owner | null {
  try {
    return { text: readFileSync(path, 'utf8'), since: statSync(path).mtimeMs };
  } catch {
    return null;
  }
}

function isGone({ text, since }: Owner): boolean {
  const age = Date.now() - since;
  if (age > ABANDONED_MS) return true;
  const [pid, host] = text.split(' ');
  // Killed between creating the lock and signing it.
  if (!pid || host === undefined) return age > 1000;
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return Number(pid) === process.pid && age > ABANDONED_MS;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Removes a dead process's lock, but not one that somebody else took in the meantime. */
function discard(path: string, owner: Owner): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== owner.text && !existsSync(path)) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch {
    // Another process was quicker; the next try sees what it left.
  }
}

/**
 * Removes lock files that a killed git left. Call only while holding the record's own lock: whatever
 * git still runs here is then the orphan of a killed writer, which gets `graceMs` to finish.
 */
export async function clearStaleLocks(paths: readonly string[], graceMs = 2000): Promise<void> {
  for (const path of paths) {
    for (;;) {
      const owner = readOwner(path);
      if (!owner) break;
      if (Date.now() - owner.since > graceMs) {
        rmSync(path, { force: true });
        break;
      }
      await sleep(POLL_MS);
    }
  }
}
