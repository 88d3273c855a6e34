import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EVENTS_FOLDER } from './events.ts';
import { parseFileName, parseMonthFileName } from './format.ts';
import { tryGit } from './git.ts';
import { readRecord } from './read.ts';

/** Size and reach of a record. Bytes are those on disk; git's are of everything its repository keeps. */
export interface RecordStats {
  readonly looks: number;
  readonly probes: number;
  readonly locations: readonly string[];
  /** First and newest look, epoch milliseconds; `null` without looks. */
  readonly firstAt: number | null;
  readonly newestAt: number | null;
  readonly dayFiles: number;
  readonly closedMonths: number;
  readonly problems: number;
  /** Commits of the branch; `null` outside git. */
  readonly commits: number | null;
  readonly workTreeBytes: number;
  /** Everything in the git directory, the book's objects included where the record shares it; `null` outside git. */
  readonly gitBytes: number | null;
  /** `gitBytes` over `looks`; `null` without either, and where the repository is not the record's own. */
  readonly bytesPerLook: number | null;
}

/** Counts what a record holds and takes. */
export async function recordStats(dir: string): Promise<RecordStats> {
  const record = readRecord(dir);
  const names = readdirSync(dir).filter((name) => !['.git', 'beats', EVENTS_FOLDER].includes(name));
  const series = record.probes.flatMap((probe) => record.seriesOf(probe));
  const firsts = series.map((each) => each.at(0));
  const inGit = record.head !== null;
  const common = inGit ? await tryGit(dir, ['rev-parse', '--git-common-dir']) : null;
  const gitDir = common === null ? null : resolve(dir, common);
  const gitBytes = gitDir === null ? null : bytesBelow(gitDir);
  const commits = inGit ? await tryGit(dir, ['rev-list', '--count', 'HEAD']) : null;
  const own = gitDir === join(resolve(dir), '.git');
  return {
    looks: record.sampleCount,
    probes: record.probes.length,
    locations: record.locations,
    firstAt: firsts.length === 0 ? null : Math.min(...firsts),
    newestAt: record.newestAt,
    dayFiles: names.filter((name) => parseFileName(name)).length,
    closedMonths: names.filter((name) => parseMonthFileName(name)).length,
    problems: record.problems.length,
    commits: commits === null ? null : Number(commits),
    workTreeBytes: names.reduce((sum, name) => sum + statSync(join(dir, name)).size, 0),
    gitBytes,
    bytesPerLook:
      gitBytes === null || !own || record.sampleCount === 0 ? null : gitBytes / record.sampleCount,
  };
}

/** Bytes of all files below a folder. */
export function bytesBelow(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
