import { DAY_MS } from '../src/calendar/time.ts';
import { rollUp } from '../src/record/rollup.ts';
import { sloHistory } from '../src/slo/history.ts';
import { type LedgerProbe, openLedger } from '../src/slo/ledger.ts';
import { burnOf, type Evaluated, judgeSlo } from '../src/slo/now.ts';
import type { Series } from '../src/status/looks.ts';

const FROM = Date.parse('2025-01-01T00:00:00Z');
const STEP_MS = 5 * 60_000;
const DAYS = 365;

/** A year of one probe in columns: up but for some outages, with answer times around 120 ms. Deterministic. */
function madeYear(probe: string, seed: number) {
  const length = (DAYS * DAY_MS) / STEP_MS;
  const at = new Float64Array(length);
  const latency = new Uint16Array(length);
  const down = new Uint8Array(length);
  let state = seed * 7919 + 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let left = 0;
  for (let i = 0; i < length; i += 1) {
    at[i] = FROM + i * STEP_MS + Math.floor(next() * 4) * 1000;
    latency[i] = 60 + Math.floor(next() * next() * 400);
    if (left === 0 && next() < 1 / 9000) left = 2 + Math.floor(next() * 20);
    down[i] = left > 0 ? 1 : 0;
    if (left > 0) left -= 1;
  }
  return {
    probe,
    location: 'local',
    length,
    at: (i: number) => at[i] as number,
    outcome: (i: number) => (down[i] === 1 ? ('down' as const) : ('up' as const)),
    latency: (i: number) => latency[i] as number,
    reason: (i: number) => (down[i] === 1 ? 'HTTP 503' : null),
  } satisfies Series & { probe: string };
}

/** Prints how long 100 objectives over a year of looks every five minutes take, from looks and from rolled-up days. */
export function benchSlos({ quick = false }: { quick?: boolean } = {}): void {
  const count = quick ? 20 : 100;
  const now = FROM + DAYS * DAY_MS;
  const probes = Array.from({ length: count }, (_, i) => {
    const series = madeYear(`shop/service-${i}/http`, i + 1);
    const timing = { intervalMs: STEP_MS, confirm: { down: 2, up: 2 } };
    const raw: LedgerProbe = { id: series.probe, timing, looks: [series] };
    const rolled: LedgerProbe = {
      id: series.probe,
      timing,
      looks: [],
      past: rollUp(series, STEP_MS, FROM, now),
    };
    return { raw, rolled };
  });
  const fromLooks = timed(() => probes.map(({ raw }) => figures(raw, now, Number.NEGATIVE_INFINITY)));
  const fromDays = timed(() => probes.map(({ rolled }) => figures(rolled, now, now)));
  const same = JSON.stringify(fromLooks.found) === JSON.stringify(fromDays.found);
  console.log(
    `${count} objectives over ${DAYS} days of looks every 5 minutes, with budget, burn rates and 12 months: ` +
      `${(fromLooks.ms / 1000).toFixed(2)} s from looks, ${(fromDays.ms / 1000).toFixed(2)} s from rolled-up days; ` +
      `the figures are ${same ? 'the same' : 'NOT the same'}`,
  );
}

function figures(probe: LedgerProbe, now: number, before: number) {
  const objective: Evaluated = {
    state: 'active',
    target: '0.999',
    window: '365d',
    maintenance: 'exclude',
    minCoverage: 0.9,
    sli: { kind: 'availability', probes: [probe.id], quorum: 'all' },
  };
  const work = Array.from({ length: 24 }, (_, i) => {
    const from = FROM + (i * 15 + 3) * DAY_MS + 7_200_000;
    return { from, to: from + 14_400_000 };
  });
  const ledger = openLedger(objective, [probe], work, { from: FROM, to: now }, before);
  const { budgets, sli, coverage } = judgeSlo(objective, ledger, now);
  return {
    sli,
    coverage,
    budget: budgets?.time,
    burn: burnOf(objective, ledger, now).map(({ long, short }) => [long, short]),
    months: sloHistory(objective, ledger, now).map((month) => [month.sli, month.measurement.time]),
  };
}

function timed<T>(work: () => T): { found: T; ms: number } {
  const started = performance.now();
  const found = work();
  return { found, ms: performance.now() - started };
}
