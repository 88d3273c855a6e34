import { parseRule, type RecurrenceRule } from './rule.ts';

const DAYS = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
} as const;
const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth'] as const;
const UNITS = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month' } as const satisfies Record<
  RecurrenceRule['freq'],
  string
>;

/**
 * A recurrence rule in words: `FREQ=MONTHLY;BYDAY=2SU,4SU` is "every month on the second Sunday and the fourth Sunday".
 * Null for text that is no rule of the supported subset.
 */
export function ruleWords(text: string): string | null {
  const parsed = parseRule(text);
  if (!parsed.ok) return null;
  const { freq, interval } = parsed.rule;
  const every = interval === 1 ? `every ${UNITS[freq]}` : `every ${interval} ${UNITS[freq]}s`;
  const days = [...weekdays(parsed.rule), ...monthDays(parsed.rule)];
  return days.length === 0 ? every : `${every} on ${joined(days)}`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function weekdays({ byDay }: RecurrenceRule): string[] {
  return byDay.map(({ nth, day }) => (nth === null ? DAYS[day] : `the ${ordinal(nth)} ${DAYS[day]}`));
}

function monthDays({ byMonthDay }: RecurrenceRule): string[] {
  return byMonthDay.map((day) =>
    day > 0 ? `day ${day}` : day === -1 ? 'the last day' : `day ${-day} before the end`,
  );
}

function ordinal(nth: number): string {
  if (nth === -1) return 'last';
  return nth > 0 ? (ORDINALS[nth] ?? `${nth}th`) : `${ORDINALS[-nth] ?? `${-nth}th`} last`;
}
