import { formatUtc, spanExact } from '../calendar/time.ts';
import { formulaOf } from '../postmortems/times.ts';
import { DRILL_TIMES, drillTimes, faultsOf, timestampsOf } from './judge.ts';
import { MINUTE_MS, type Moment, type Played } from './play.ts';

const SIGNS = {
  act: '*',
  page: 'page',
  log: 'log',
  message: 'told',
} as const satisfies Record<Moment['what'], string>;

/** A drill as text for a terminal: timeline, times of the response with their formulas, messages, and what was wrong. */
export function drillText(played: Played): string {
  const { scenario, startedAt, moments, messages } = played;
  const times = drillTimes(played);
  const faults = faultsOf(played);
  return [
    `Drill ${scenario.id}: ${scenario.title}`,
    `Clock of the drill: from ${formatUtc(startedAt)}, ${scenario.minutes} minutes`,
    '',
    'Timeline',
    ...moments.map(({ at, what, text }) => `  ${minute(startedAt, at)}  ${SIGNS[what].padEnd(4)}  ${text}`),
    '',
    'Times of the response',
    ...DRILL_TIMES.map((name, place) => {
      const { short, name: words, ms } = times[place] as (typeof times)[number];
      return `  ${short}  ${(ms === null ? 'not recorded' : spanExact(ms)).padEnd(12)}  ${words}: ${formulaOf(name)}`;
    }),
    '  The impact begins and ends with the fault itself, to the minute; a real incident has only what looks saw of it.',
    '',
    'Messages',
    ...messages.map(
      ({ at, channel, stage, title, ok, result }) =>
        `  ${minute(startedAt, at)}  ${channel}  ${stage}  ${title}  ${ok ? '' : 'FAILED: '}${result}`,
    ),
    ...(messages.length === 0 ? ['  none'] : []),
    '',
    ...(faults.length === 0
      ? ['Everybody was told what they should be, once and in time.']
      : faults.map((fault) => `FAULT: ${fault}`)),
  ].join('\n');
}

/** The same as data. */
export function drillData(played: Played, draft: string | null) {
  const { scenario, moments, messages, pages, incidents } = played;
  return {
    scenario: scenario.id,
    title: scenario.title,
    timeline: moments,
    timestamps: timestampsOf(played),
    times: drillTimes(played).map((one, place) => ({
      ...one,
      formula: formulaOf(DRILL_TIMES[place] as (typeof DRILL_TIMES)[number]),
    })),
    messages,
    pages,
    incidents,
    postmortem: draft,
    faults: faultsOf(played),
  };
}

function minute(startedAt: number, at: number): string {
  return `+${String(Math.round((at - startedAt) / MINUTE_MS)).padStart(2, '0')}m`;
}
