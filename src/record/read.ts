import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../schemas/sample.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { OUTCOMES } from '../schemas/vocabulary.ts';
import { DAY_MS, parseFileName, parseMonthFileName, spanOfMonth } from './format.ts';
import { headOf } from './git.ts';
import type { CellSink, Problem } from './parse.ts';
import { parseFile } from './parse.ts';

export type { Problem } from './parse.ts';

export interface ReadOptions {
  /** Earliest look to read, epoch milliseconds, inclusive; everything when absent. */
  readonly from?: number;
  /** First instant not to read any more, epoch milliseconds; everything when absent. */
  readonly to?: number;
  /** Current id by former id: looks recorded under an old name count for the new one. */
  readonly formerIds?: ReadonlyMap<string, string>;
}

/** The looks of one probe from one location in ascending order of time, by column. */
export interface Series {
  readonly probe: string;
  readonly location: string;
  readonly length: number;
  /** Start of look `i`, epoch milliseconds, whole seconds. */
  at(i: number): number;
  outcome(i: number): Outcome;
  /** Whole milliseconds; `null` where nothing could be timed. */
  latency(i: number): number | null;
  reason(i: number): string | null;
}

/** What the record holds of a span of time. */
export interface RecordData {
  /** Full ids of all probes that have looks here, sorted. */
  readonly probes: readonly string[];
  /** Locations that looks were taken from, sorted. */
  readonly locations: readonly string[];
  /** One series for each location that looked at a probe, sorted by location; empty for an unknown probe. */
  seriesOf(probe: string): readonly Series[];
  /** The looks of a probe from all locations in one list, by time, then location. */
  samplesOf(probe: string): readonly Sample[];
  /** Number of looks in all series. */
  readonly sampleCount: number;
  /** Lines and files that were set aside. */
  readonly problems: readonly Problem[];
  /** Commit that the record's work tree stands on; `null` when it is not a git work tree. */
  readonly head: string | null;
  /** Start of the newest look, epoch milliseconds; `null` when there is none. */
  readonly newestAt: number | null;
}

/**
 * Reads the committed record from its work tree. A directory that does not exist is an empty record:
 * nothing has been observed yet. Looks that occur twice (same probe, location and second) count once,
 * and the first in the file stands. Only a disk that fails throws.
 */
export function readRecord(dir: string, options: ReadOptions = {}): RecordData {
  const from = options.from ?? Number.NEGATIVE_INFINITY;
  const to = options.to ?? Number.POSITIVE_INFINITY;
  const former = options.formerIds ?? new Map<string, string>();
  const columns = new Map<string, Map<string, Columns>>();
  const problems: Problem[] = [];
  const names = existsSync(dir) ? readdirSync(dir).sort() : [];
  for (const name of names) {
    if (!name.endsWith('.tsv')) continue;
    const holds = parseFileName(name) ?? parseMonthFileName(name);
    if (!holds) {
      const message =
        'the name is not LOCATION.DAY.tsv or LOCATION.MONTH.tsv, such as local.2026-11-21.tsv; set aside';
      problems.push({ file: name, line: 0, message });
      continue;
    }
    const span = 'day' in holds ? spanOfDay(holds.day) : spanOfMonth(holds.month);
    if (span.to <= from || span.from >= to) continue;
    const sink = {
      problem: (problem: Problem) => problems.push(problem),
      columns: (probes: readonly string[]) =>
        probes.map((probe) => columnsFor(columns, currentId(probe, former), holds.location, from, to)),
    };
    const wanted = (start: number) => start < to && start + DAY_MS > from;
    parseFile(readFileSync(join(dir, name)), name, holds, sink, wanted);
  }
  return summarise(columns, problems, headOf(dir));
}

function spanOfDay(day: string): { from: number; to: number } {
  const from = Date.parse(`${day}T00:00:00Z`);
  return { from, to: from + DAY_MS };
}

function columnsFor(
  all: Map<string, Map<string, Columns>>,
  probe: string,
  location: string,
  from: number,
  to: number,
): Columns {
  let places = all.get(probe);
  if (!places) {
    places = new Map();
    all.set(probe, places);
  }
  let columns = places.get(location);
  if (!columns) {
    columns = new Columns(probe, location, from, to);
    places.set(location, columns);
  }
  return columns;
}

/** Follows renames to the newest id; a circle of renames ends where it began. */
export function currentId(probe: string, former: ReadonlyMap<string, string>): string {
  let id = probe;
  for (let steps = 0; steps < former.size; steps += 1) {
    const next = former.get(id);
    if (next === undefined || next === probe) break;
    id = next;
  }
  return id;
}

function summarise(
  columns: ReadonlyMap<string, ReadonlyMap<string, Columns>>,
  problems: readonly Problem[],
  head: string | null,
): RecordData {
  const series = new Map<string, readonly Columns[]>();
  let newestAt: number | null = null;
  let sampleCount = 0;
  for (const probe of [...columns.keys()].sort()) {
    const places = [...(columns.get(probe) as ReadonlyMap<string, Columns>).values()].filter(
      (each) => each.length > 0,
    );
    if (places.length === 0) continue;
    places.sort((a, b) => (a.location < b.location ? -1 : 1));
    for (const each of places) {
      each.settle();
      sampleCount += each.length;
      newestAt = Math.max(newestAt ?? Number.NEGATIVE_INFINITY, each.at(each.length - 1));
    }
    series.set(probe, places);
  }
  const locations = new Set([...series.values()].flatMap((places) => places.map((each) => each.location)));
  return {
    probes: [...series.keys()],
    locations: [...locations].sort(),
    seriesOf: (probe) => series.get(probe) ?? [],
    samplesOf: (probe) => mergeSamples(series.get(probe) ?? []),
    sampleCount,
    problems,
    head,
    newestAt,
  };
}

function mergeSamples(places: readonly Series[]): Sample[] {
  const samples = places.flatMap((series) =>
    Array.from({ length: series.length }, (_, i) => ({
      probe: series.probe,
      location: series.location,
      at: series.at(i),
      outcome: series.outcome(i),
      latencyMs: series.latency(i),
      reason: series.reason(i),
    })),
  );
  // One place is sorted already; sorting is stable, so equal times stay in order of location.
  return places.length > 1 ? samples.sort((a, b) => a.at - b.at) : samples;
}

/** Growing columns of numbers: 13 bytes a look, plus a reason where there is one. */
class Columns implements Series, CellSink {
  readonly probe: string;
  readonly location: string;
  length = 0;
  private readonly from: number;
  private readonly to: number;
  private times = new Float64Array(512);
  private outcomes = new Uint8Array(512);
  private latencies = new Int32Array(512);
  private reasons = new Map<number, string>();
  private ascending = true;

  constructor(probe: string, location: string, from: number, to: number) {
    this.probe = probe;
    this.location = location;
    this.from = from;
    this.to = to;
  }

  add(at: number, outcome: number, latency: number, reason: string | null): void {
    if (at < this.from || at >= this.to) return;
    const i = this.length;
    if (i === this.times.length) this.grow();
    if (i > 0 && at <= (this.times[i - 1] as number)) this.ascending = false;
    this.times[i] = at;
    this.outcomes[i] = outcome;
    this.latencies[i] = latency;
    if (reason !== null) this.reasons.set(i, reason);
    this.length = i + 1;
  }

  at(i: number): number {
    return this.times[this.checked(i)] as number;
  }

  outcome(i: number): Outcome {
    return OUTCOMES[this.outcomes[this.checked(i)] as number] as Outcome;
  }

  latency(i: number): number | null {
    const latency = this.latencies[this.checked(i)] as number;
    return latency < 0 ? null : latency;
  }

  reason(i: number): string | null {
    return this.reasons.get(this.checked(i)) ?? null;
  }

  /** Sorts by time and drops repeats, where that is needed at all. Call once, after the last look. */
  settle(): void {
    if (this.ascending) return;
    const order = Array.from({ length: this.length }, (_, i) => i);
    order.sort((a, b) => (this.times[a] as number) - (this.times[b] as number) || a - b);
    const kept = order.filter((i, k) => k === 0 || this.times[i] !== this.times[order[k - 1] as number]);
    const reasons = new Map<number, string>();
    kept.forEach((i, k) => {
      const reason = this.reasons.get(i);
      if (reason !== undefined) reasons.set(k, reason);
    });
    this.times = Float64Array.from(kept, (i) => this.times[i] as number);
    this.outcomes = Uint8Array.from(kept, (i) => this.outcomes[i] as number);
    this.latencies = Int32Array.from(kept, (i) => this.latencies[i] as number);
    this.reasons = reasons;
    this.length = kept.length;
    this.ascending = true;
  }

  private checked(i: number): number {
    if (i >= 0 && i < this.length) return i;
    throw new RangeError(`no look ${i} in the ${this.length} of ${this.probe} from ${this.location}`);
  }

  private grow(): void {
    const size = this.times.length * 2;
    this.times = extend(this.times, new Float64Array(size));
    this.outcomes = extend(this.outcomes, new Uint8Array(size));
    this.latencies = extend(this.latencies, new Int32Array(size));
  }
}

function extend<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from);
  return into;
}
