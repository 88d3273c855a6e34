import type { Sample } from '../schemas/sample.ts';
import type { Outcome } from '../schemas/vocabulary.ts';

export interface BatchOptions {
  /** Puts samples on disk; `true` when something besides them should be committed at once. */
  readonly append: (samples: readonly Sample[]) => Promise<unknown>;
  /** Commits (and pushes, where wished) everything that is on disk. */
  readonly commit: (samples: readonly Sample[]) => Promise<unknown>;
  /** Longest time in milliseconds that samples wait for a commit while nothing changes. */
  readonly everyMs: number;
  readonly now: () => number;
  /** Told of a failed append or commit. What could not be appended is tried again with the next samples. */
  readonly onError: (error: unknown) => void;
}

export interface Batch {
  /** Takes the samples of a round; one step after the other, however quickly rounds follow. */
  add(samples: readonly Sample[]): Promise<void>;
  /** Commits whatever waits. */
  flush(): Promise<void>;
}

/**
 * Gathers the rounds of a watch into fewer commits: samples reach the disk at once, a commit follows
 * at once when the outcome of any probe differs from its last one, else after `everyMs`.
 */
export function createBatch(options: BatchOptions): Batch {
  const last = new Map<string, Outcome>();
  let unwritten: readonly Sample[] = [];
  let uncommitted: readonly Sample[] = [];
  let waitingSince = options.now();
  let changed = false;
  let chain = Promise.resolve();

  const write = async () => {
    if (unwritten.length === 0) return;
    if ((await options.append(unwritten)) === true) changed = true;
    if (uncommitted.length === 0) waitingSince = options.now();
    uncommitted = [...uncommitted, ...unwritten];
    unwritten = [];
  };
  const commit = async () => {
    if (uncommitted.length === 0) return;
    await options.commit(uncommitted);
    uncommitted = [];
    changed = false;
  };
  const enqueue = (step: () => Promise<void>) => {
    chain = chain.then(step).catch(options.onError);
    return chain;
  };
  return {
    add: (samples) =>
      enqueue(async () => {
        for (const sample of samples) {
          const key = `${sample.location} ${sample.probe}`;
          if (last.get(key) !== sample.outcome) changed = true;
          last.set(key, sample.outcome);
        }
        unwritten = [...unwritten, ...samples];
        await write();
        if (changed || options.now() - waitingSince >= options.everyMs) await commit();
      }),
    flush: () =>
      enqueue(async () => {
        await write();
        await commit();
      }),
  };
}
