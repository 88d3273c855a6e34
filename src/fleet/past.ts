import { readNumber } from '../probe/kinds/prometheus.ts';
import { judgeCertificate } from '../probe/kinds/tls.ts';
import type { Facts, LookResult } from '../probe/look.ts';
import { judgeLook, parseConditions } from '../probe/outcome.ts';
import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe, SequenceStep } from '../schemas/probe.ts';
import type { Sample } from '../schemas/sample.ts';
import type { Answer } from './answer.ts';
import { answerTo, failedAnswer } from './answer.ts';
import { chance, chanceOf } from './random.ts';
import { faultAt } from './scenario.ts';
import type { Trouble } from './spells.ts';
import { BLOCK_MS, gapsOf, plannedWork, spellsOf } from './spells.ts';

export interface PastOptions {
  readonly probes: readonly BoundProbe[];
  /** First instant, epoch milliseconds, inclusive. */
  readonly from: number;
  /** End, epoch milliseconds, not included. Certificates that are about to expire do so shortly after it. */
  readonly to: number;
  readonly seed: number;
  /** Where the looks were taken from; `local` by default. */
  readonly location?: string;
  /** Shortest time from run to run, milliseconds; 5 minutes by default. A longer interval is kept. */
  readonly stepMs?: number;
}

/** The looks of one run of the made-up past. */
export interface PastRun {
  /** Start of the run, epoch milliseconds. */
  readonly at: number;
  readonly samples: readonly Sample[];
}

const DAY_MS = 86_400_000;
const MISSED_RUNS = 0.012;
const BLIPS = 1 / 1800;
const OWN_FAULTS = 1 / 6000;
const EXPIRING_AFTER_MS = 10.5 * DAY_MS;

/**
 * A made-up past for the demonstration: days with their rhythm of answer times, outages of different
 * length, slow spells, single failed looks, runs that never happened, and planned work. Outcomes and
 * reasons are judged by the same rules as real looks. Deterministic: the same input gives the same
 * samples, and two spans agree where they overlap (but for the days to a certificate's end).
 */
export function* makePast(options: PastOptions): Iterable<PastRun> {
  const { from, to, seed, location = 'local', stepMs = 5 * 60_000 } = options;
  const makers = options.probes.map((probe, index) => makerFor(probe, index, options, stepMs));
  const locationSeed = Math.floor(chance(seed, location) * 2 ** 31);
  let gaps: readonly { from: number; to: number }[] = [];
  let gapBlock = Number.NaN;
  for (let slot = Math.ceil(from / stepMs); slot * stepMs < to; slot += 1) {
    const due = slot * stepMs;
    const block = Math.floor(due / BLOCK_MS);
    if (block !== gapBlock) {
      gaps = gapsOf(location, block, seed);
      gapBlock = block;
    }
    if (chanceOf(locationSeed, slot, 1) < MISSED_RUNS || gaps.some((gap) => due >= gap.from && due < gap.to))
      continue;
    // Runners start a little late, never early.
    const at = due + Math.floor(chanceOf(locationSeed, slot, 2) * 12_000);
    if (at >= to) continue;
    const samples = makers.flatMap((make) => make(slot, at) ?? []);
    if (samples.length > 0) yield { at, samples };
  }
}

type Maker = (slot: number, at: number) => Sample | null;

function makerFor(probe: BoundProbe, index: number, options: PastOptions, stepMs: number): Maker {
  const { seed, to, location = 'local' } = options;
  // Nobody sent beats in a past that never was.
  if (probe.kind === 'heartbeat') return () => null;
  const conditions = parseConditions(probe);
  const stride = Math.max(1, Math.round(durationMs(probe.interval) / stepMs));
  const probeSeed = Math.floor(chance(seed, probe.fullId) * 2 ** 31);
  const expiresAt = isExpiring(probe) ? to + EXPIRING_AFTER_MS : null;
  const rhythm = rhythmOf(probe, seed);
  const troubleAt = troubleFinder(probe.service, seed);
  return (slot, runAt) => {
    if (slot % stride !== 0) return null;
    // Looks of a run start one after the other.
    const at = runAt + index * 7;
    const base = { probe: probe.fullId, location, at };
    if (chanceOf(probeSeed, slot, 3) < OWN_FAULTS) {
      return { ...base, outcome: 'unknown', latencyMs: null, reason: 'the run ended before this look did' };
    }
    const blip = chanceOf(probeSeed, slot, 4) < BLIPS ? 'timeout' : null;
    const trouble = troubleAt(at) ?? blip;
    const usual = latencyAt(rhythm, at, chanceOf(probeSeed, slot, 5));
    if (trouble === null && expiresAt === null)
      return { ...base, outcome: 'up', latencyMs: usual, reason: null };
    const days = expiresAt === null ? null : Math.floor((expiresAt - at) / DAY_MS);
    const look = lookIn(probe, trouble, usual, days, chanceOf(probeSeed, slot, 6));
    const { outcome, reason } = judgeLook(probe, conditions, look);
    return { ...base, outcome, latencyMs: look.latencyMs, reason };
  };
}

function isExpiring(probe: BoundProbe): boolean {
  return probe.kind === 'tls' && faultAt(probe.service, 0).kind === 'certificate-expiring';
}

function troubleFinder(service: string, seed: number): (at: number) => Trouble | null {
  let block = Number.NaN;
  let spells: ReturnType<typeof spellsOf> = [];
  return (at) => {
    const current = Math.floor(at / BLOCK_MS);
    if (current !== block) {
      spells = spellsOf(service, current, seed);
      block = current;
    }
    const found = spells.find((spell) => at >= spell.from && at < spell.to) ?? plannedWork(service, at, seed);
    return found?.trouble ?? null;
  };
}

interface Rhythm {
  readonly base: number;
  /** Share by which the busiest hour is slower than the mean. */
  readonly swing: number;
  /** Milliseconds into the UTC day of the busiest hour. */
  readonly peak: number;
}

function rhythmOf(probe: BoundProbe, seed: number): Rhythm {
  const limit = probe.degradedAfter === undefined ? 400 : durationMs(probe.degradedAfter);
  const share = 0.12 + chance(seed, probe.fullId, 'base') * 0.2;
  return {
    base: Math.max(3, limit * share),
    swing: 0.15 + chance(seed, probe.fullId, 'swing') * 0.3,
    peak: (11 + chance(seed, probe.service, 'peak') * 8) * 3_600_000,
  };
}

/** Answer time on a usual day: a daily wave, quieter weekends, and a tail of slower answers. */
function latencyAt({ base, swing, peak }: Rhythm, at: number, draw: number): number {
  const wave = Math.cos(((at - peak) / DAY_MS) * 2 * Math.PI);
  const weekday = new Date(at).getUTCDay();
  const weekend = weekday === 0 || weekday === 6 ? 0.9 : 1;
  // Most answers lie close together, few take up to about half as long again.
  const tail = 0.92 + draw * 0.16 + draw ** 24 * 0.4;
  return Math.max(1, Math.round(base * weekend * (1 + swing * wave) * tail));
}

/** What a look into a trouble would have found. */
function lookIn(
  probe: BoundProbe,
  trouble: Trouble | null,
  usual: number,
  days: number | null,
  draw: number,
): LookResult {
  const answer = (latencyMs: number, good: boolean): LookResult => ({
    transportError: null,
    facts: {
      connected: true,
      responseTimeMs: latencyMs,
      ...(overHttp(probe) ? httpFacts(good ? answerTo(probe, lastStep(probe), true) : failedAnswer()) : {}),
      ...(probe.kind === 'prometheus' && good
        ? { value: readNumber(answerTo(probe, undefined, true).body, 200) }
        : {}),
      ...(days === null ? {} : { certificateDays: days }),
    },
    verdicts:
      probe.kind === 'tls'
        ? judgeCertificate(probe, { days: days ?? 80, nameMatches: true, untrusted: null })
        : [],
    latencyMs,
    phases: {},
  });
  const failure = (transportError: string, latencyMs: number): LookResult => ({
    transportError,
    facts: { connected: false },
    verdicts: [],
    latencyMs,
    phases: {},
  });
  switch (trouble) {
    case 'status':
      return overHttp(probe) ? answer(usual, false) : failure('connection reset (ECONNRESET)', usual);
    case 'refused':
      return failure('connection refused (ECONNREFUSED)', 1 + Math.floor(draw * 3));
    case 'timeout':
      return failure(
        `timed out after ${probe.timeout} waiting for a connection`,
        durationMs(probe.timeout) + Math.floor(draw * 3),
      );
    case 'slow': {
      const limit = probe.degradedAfter === undefined ? usual * 2 : durationMs(probe.degradedAfter);
      return answer(Math.round(limit * (1.1 + draw * 0.9)), true);
    }
    case null:
      return answer(usual, true);
    default:
      return trouble satisfies never;
  }
}

function overHttp({ kind }: BoundProbe): boolean {
  return kind === 'http' || kind === 'sequence' || kind === 'statuspage' || kind === 'prometheus';
}

function lastStep(probe: BoundProbe): SequenceStep | undefined {
  return probe.kind === 'sequence' ? probe.steps.at(-1) : undefined;
}

function httpFacts({ status, headers, body }: Answer): Pick<Facts, 'status' | 'headers' | 'body'> {
  return { status, headers: new Map(Object.entries(headers)), body };
}

/** What {@link writePast} needs of a record. */
export interface PastTarget {
  append(runs: Iterable<readonly Sample[]>, options?: { readonly probes?: readonly string[] }): Promise<void>;
  commit(now: number, message: string): Promise<string | null>;
}

/** Writes a past into a record with one commit for each UTC day; returns the number of samples. */
export async function writePast(target: PastTarget, options: PastOptions): Promise<number> {
  const probes = options.probes.map((probe) => probe.fullId);
  let count = 0;
  let day: PastRun[] = [];
  const flush = async () => {
    const last = day.at(-1);
    if (!last) return;
    await target.append(
      day.map((run) => run.samples),
      { probes },
    );
    await target.commit(last.at, `${day.length} runs`);
    count += day.reduce((sum, run) => sum + run.samples.length, 0);
    day = [];
  };
  for (const run of makePast(options)) {
    if (day[0] && Math.floor(day[0].at / DAY_MS) !== Math.floor(run.at / DAY_MS)) await flush();
    day.push(run);
  }
  await flush();
  return count;
}
