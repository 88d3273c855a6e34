import { chance } from './random.ts';

/** What a service of the demonstration can be made to do. */
export const FAULT_KINDS = [
  'healthy',
  'slow',
  'failing',
  'timing-out',
  'flapping',
  'wrong-body',
  'refusing',
  'certificate-expiring',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What a service does at one moment. */
export interface Fault {
  readonly kind: FaultKind;
  /** Whether the next look should find it good; only a flapping service is good at times. */
  readonly good: boolean;
  /** Time the service takes to answer when it is not slow, milliseconds. */
  readonly latencyMs: number;
}

/** The script of the demonstration repeats after this many milliseconds. */
export const PERIOD_MS = 15 * 60_000;

interface Act {
  readonly service: string;
  readonly kind: FaultKind;
  /** Seconds into the period. */
  readonly from: number;
  readonly to: number;
}

/** What somebody sees who watches for a quarter of an hour; the last minutes of each period are quiet. */
const SCRIPT: readonly Act[] = [
  { service: 'ai-film-studio/dashboard', kind: 'certificate-expiring', from: 0, to: 900 },
  { service: 'ai-film-studio/api', kind: 'slow', from: 40, to: 300 },
  { service: 'studiovault/payments', kind: 'failing', from: 90, to: 240 },
  { service: 'studiovault/notifications', kind: 'flapping', from: 240, to: 450 },
  { service: 'ai-film-studio/film-generation', kind: 'timing-out', from: 330, to: 480 },
  { service: 'studiovault/booking-engine', kind: 'wrong-body', from: 480, to: 630 },
  { service: 'la-factoria/database', kind: 'refusing', from: 570, to: 690 },
  { service: 'studiovault/upload-pipeline', kind: 'slow', from: 360, to: 540 },
];

const FLAP_GOOD_MS = 50_000;
const FLAP_BAD_MS = 40_000;

/**
 * What a service does `elapsedMs` after the demonstration started. Pure: the same service, moment and
 * seed give the same fault. A service that the script does not name is healthy, with an answer time of
 * its own that wobbles a little.
 */
export function faultAt(service: string, elapsedMs: number, seed = 1): Fault {
  const intoPeriod = ((elapsedMs % PERIOD_MS) + PERIOD_MS) % PERIOD_MS;
  const act = SCRIPT.find((each) => each.service === service && isOn(each, intoPeriod));
  const latencyMs = wobble(service, elapsedMs, seed);
  if (!act) return { kind: 'healthy', good: true, latencyMs };
  const intoAct = intoPeriod - act.from * 1000;
  return { kind: act.kind, good: isGood(act.kind, intoAct), latencyMs };
}

function isOn(act: Act, intoPeriod: number): boolean {
  return intoPeriod >= act.from * 1000 && intoPeriod < act.to * 1000;
}

function isGood(kind: FaultKind, intoActMs: number): boolean {
  switch (kind) {
    case 'healthy':
    case 'slow':
    case 'certificate-expiring':
      return true;
    case 'flapping':
      return intoActMs % (FLAP_BAD_MS + FLAP_GOOD_MS) >= FLAP_BAD_MS;
    case 'failing':
    case 'timing-out':
    case 'wrong-body':
    case 'refusing':
      return false;
    default:
      return kind satisfies never;
  }
}

/** Whole milliseconds from 8 to about 60: well under any sensible limit, so that only faults look slow. */
function wobble(service: string, elapsedMs: number, seed: number): number {
  const base = 8 + chance(seed, service) * 30;
  const wave = Math.sin(elapsedMs / 97_000 + chance(service, seed) * 6.28) * 6;
  return Math.max(1, Math.round(base + wave + chance(seed, service, Math.floor(elapsedMs / 1000)) * 14));
}
