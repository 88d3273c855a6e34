import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../schemas/sample.ts';
import { Slug } from '../schemas/vocabulary.ts';
import type { Shard } from './format.ts';
import {
  columnsLine,
  dayOf,
  encodeLine,
  fileName,
  formatLine,
  parseColumns,
  splitIntoLines,
  TORN_MARK,
} from './format.ts';

export interface AppendOptions {
  /**
   * Full ids of all probes there are, due or not, so that the columns of a day stay the same when not
   * every probe is looked at in every run. Those of the samples when absent.
   */
  readonly probes?: readonly string[];
}

/**
 * Appends runs to the day files in `dir`, each run a list of samples; samples that lie on two days or
 * come from two locations go to their files. Each file gets one write, followed by a sync to disk. A
 * line that an earlier, killed writer left unfinished is marked as torn and stays. Returns the names
 * of the files written. Throws `RangeError` on a sample that cannot be written, before anything is.
 */
export function appendRuns(
  dir: string,
  runs: Iterable<readonly Sample[]>,
  options: AppendOptions = {},
): string[] {
  const shards = new Map<string, { shard: Shard; runs: Sample[][] }>();
  for (const run of runs) {
    const parts = Map.groupBy(run, (sample) => fileName(shardOf(sample)));
    for (const [name, samples] of parts) {
      const entry = shards.get(name) ?? { shard: shardOf(samples[0] as Sample), runs: [] };
      entry.runs.push(samples);
      shards.set(name, entry);
    }
  }
  const plans = [...shards].map(([name, { shard, runs: parts }]) => {
    const state = readTail(join(dir, name), shard);
    return { name, text: encodeAppend(state, shard, parts, options.probes ?? []) };
  });
  for (const plan of plans) appendOnce(join(dir, plan.name), plan.text);
  return plans.map((plan) => plan.name);
}

function shardOf(sample: Sample): Shard {
  if (!Slug.safeParse(sample.location).success) {
    throw new RangeError(
      `location "${sample.location}" cannot name a file; use lower-case words joined by hyphens`,
    );
  }
  return { day: dayOf(sample.at), location: sample.location };
}

/** What the end of a day file says about how to go on. */
export interface Tail {
  /** False where the file does not begin with a format line for its day and location. */
  readonly opened: boolean;
  /** True where the last line has no end. */
  readonly torn: boolean;
  /** Columns in force at the end; `null` where there are none yet. */
  readonly columns: readonly string[] | null;
}

/** Reads how a day file's text ends. Pure. */
export function tailOf(text: string, shard: Shard): Tail {
  const lines = text.split('\n');
  const rest = lines.pop() as string;
  let columns: readonly string[] | null = null;
  for (let i = lines.length - 1; i >= 0 && columns === null; i -= 1) {
    if ((lines[i] as string).startsWith('=')) columns = parseColumns((lines[i] as string).replace(/\r$/, ''));
  }
  const opened = lines.some((line) => line.replace(/\r$/, '') === formatLine(shard));
  return { opened, torn: rest !== '', columns };
}

function readTail(path: string, shard: Shard): Tail {
  try {
    return tailOf(readFileSync(path, 'utf8'), shard);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { opened: false, torn: false, columns: null };
    throw error;
  }
}

/** The text to append so that a file which ends as `tail` says goes on with these runs. Pure. */
export function encodeAppend(
  tail: Tail,
  shard: Shard,
  runs: readonly (readonly Sample[])[],
  probes: readonly string[],
): string {
  const needed = new Set([...probes, ...runs.flatMap((run) => run.map((sample) => sample.probe))]);
  const known = tail.columns !== null && [...needed].every((probe) => tail.columns?.includes(probe));
  const columns = known ? (tail.columns as readonly string[]) : [...needed].sort();
  const lines = [
    ...(tail.opened ? [] : [formatLine(shard)]),
    ...(known ? [] : [columnsLine(columns)]),
    ...runs.flatMap((run) => splitIntoLines(run).map((line) => encodeLine(columns, line))),
  ];
  return `${tail.torn ? `\t${TORN_MARK}\n` : ''}${lines.join('\n')}\n`;
}

function appendOnce(path: string, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  let file: number | null = null;
  try {
    file = openSync(path, 'a');
    const before = fstatSync(file).size;
    try {
      const written = writeSync(file, bytes);
      if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes went in`);
      fsyncSync(file);
    } catch (error) {
      // What did not go in whole is taken out again, so that the next run needs no torn line.
      ftruncateSync(file, before);
      throw error;
    }
  } catch (error) {
    throw new Error(
      `${path} could not be added to (${(error as Error).message}); free the disk or make it writable, ` +
        'then run again: what the record held is as it was',
      { cause: error },
    );
  } finally {
    if (file !== null) closeSync(file);
  }
}
