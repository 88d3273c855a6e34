import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { durationMs } from '../schemas/duration.ts';
import type { Interval } from './interval.ts';
import { parseRule, type RecurrenceRule, startMatches } from './rule.ts';
import { instantOfWall, parseWall, wallAt } from './zone.ts';

/** Planned work, once or repeated. */
export interface Schedule {
  /**
   * First start: an instant in UTC (`2026-01-11T02:00:00Z`), or a local wall time (`2026-01-11T02:00`)
   * together with `timeZone`.
   */
  readonly start: string;
  /** IANA zone in which local times are meant; beside a start in UTC only UTC itself makes sense. */
  readonly timeZone?: string | undefined;
  /** Length such as `4h`. In a local schedule it is measured on the wall clock, see {@link occurrences}. */
  readonly duration: string;
  /** Recurrence rule, see {@link parseRule}; absent for planned work that happens once. */
  readonly rrule?: string | undefined;
  /** Starts that do not take place: instants in UTC, or local wall times when `start` is one. */
  readonly exdates?: readonly string[] | undefined;
  /** Further starts, written in either of these ways. */
  readonly rdates?: readonly string[] | undefined;
}

/**
 * One occurrence of planned work. `id` is its nominal start, `2026-03-08T02:00:00` for local schedules and
 * with a Z for those in UTC; it stays the same when a zone changes its rules, so feeds can use it.
 */
export interface Occurrence extends Interval {
  readonly id: string;
}

/** Occurrences to look ahead when checking that windows of one rule do not run into each other. */
const OVERLAP_HORIZON = 100;

/**
 * The occurrences that overlap a window, sorted by start, without duplicates; an `exdate` wins over the
 * rule, the start and an `rdate`.
 *
 * In a local schedule both ends are wall times, because that is what is announced: "02:00 to 06:00" is three
 * real hours on the night when clocks go forward and five when they go back. A start inside the skipped hour
 * moves forward as in RFC 5545 §3.3.5 and is kept (the RFC would drop it, §3.3.10; a window that people were
 * told about is not dropped silently). Should the wall-clock end not lie after such a start, the
 * nominal length is kept instead. UNTIL is compared with the real start; COUNT counts nominal starts,
 * the first one included, before `exdates`.
 *
 * Throws `RangeError` with the first message of {@link checkSchedule} when the schedule is not valid.
 */
export function occurrences(schedule: Schedule, window: Interval): Occurrence[] {
  const problem = checkShape(schedule)[0];
  if (problem) throw new RangeError(problem);
  return expand(schedule, window);
}

/**
 * What is wrong with a schedule, one sentence each; empty when it is sound. Checks the times, the zone, the
 * rule, that the first start matches the rule, that UNTIL is not before it, that `exdates` hit a start, and
 * that the first hundred occurrences do not overlap.
 */
export function checkSchedule(schedule: Schedule): string[] {
  const problems = checkShape(schedule);
  if (problems.length > 0) return problems;
  const first = resolve(schedule, readWall(schedule.start, schedule));
  const far = { from: first.from, to: first.from + 400 * 366 * 86_400_000 };
  const starts = nominalStarts(schedule, far, OVERLAP_HORIZON);
  const planned = starts.map((wall) => resolve(schedule, wall)).sort((a, b) => a.from - b.from);
  const clash = planned.findIndex((one, index) => index > 0 && one.from < (planned[index - 1]?.to ?? 0));
  if (clash > 0) {
    problems.push(
      `duration ${schedule.duration}: the occurrence ${planned[clash - 1]?.id} is still running when ` +
        `${planned[clash]?.id} starts; shorten it or repeat less often`,
    );
  }
  for (const text of schedule.exdates ?? []) {
    const { from } = resolve(schedule, readWall(text, schedule));
    const hit = nominalStarts(schedule, { from, to: from + 1 }, Infinity).some(
      (wall) => resolve(schedule, wall).from === from,
    );
    if (!hit)
      problems.push(
        `exdate ${text} is not a start of this schedule, so it cancels nothing; correct or drop it`,
      );
  }
  return problems;
}

function checkShape(schedule: Schedule): string[] {
  const problems: string[] = [];
  const utc = schedule.start.endsWith('Z');
  if (utc && !['UTC', 'Etc/UTC'].includes(zoneOf(schedule))) {
    problems.push(
      `start ${schedule.start} is in UTC, so timeZone ${schedule.timeZone} has no effect; drop the Z or the zone`,
    );
  }
  if (!utc && schedule.timeZone === undefined) {
    problems.push(
      `start ${schedule.start} is a local time without a timeZone; add one, or end the start with Z for UTC`,
    );
  }
  const zone = zoneOf(schedule);
  if (attempt(() => wallAt(0, zone))) {
    return [`timeZone ${zone} is not an IANA zone; write Europe/Berlin or Etc/UTC`];
  }
  for (const text of [schedule.start, ...(schedule.exdates ?? []), ...(schedule.rdates ?? [])]) {
    const message = attempt(() => readWall(text, schedule));
    if (message) problems.push(message);
  }
  const length = attempt(() => durationMs(schedule.duration));
  if (length) problems.push(`${length}; write a whole number and a unit such as 4h`);
  if (problems.length > 0 || schedule.rrule === undefined) return problems;
  const parsed = parseRule(schedule.rrule);
  if (!parsed.ok) return [parsed.message];
  const start = readWall(schedule.start, schedule);
  if (!startMatches(parsed.rule, start)) {
    problems.push(
      `start ${schedule.start} is not a day of the rule ${schedule.rrule}; ` +
        'move the start to the first day that the rule names, because COUNT counts it',
    );
  }
  if (parsed.rule.until !== null && parsed.rule.until < resolve(schedule, start).from) {
    problems.push(
      `UNTIL in ${schedule.rrule} lies before the start ${schedule.start}; nothing would ever take place`,
    );
  }
  return problems;
}

function attempt(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Wall time of a text of the schedule, on the clock of the schedule: its zone for local starts, else UTC. */
function readWall(text: string, schedule: Schedule): Temporal.PlainDateTime {
  if (!text.endsWith('Z')) {
    if (isUtc(schedule))
      throw new RangeError(`${text} is a local time, but the start is in UTC; end it with Z as well`);
    return parseWall(text);
  }
  const wall = parseWall(text.slice(0, -1));
  return isUtc(schedule) ? wall : wallAt(instantOfWall(wall, 'UTC'), zoneOf(schedule));
}

function isUtc(schedule: Schedule): boolean {
  return schedule.start.endsWith('Z');
}

function zoneOf(schedule: Schedule): string {
  return schedule.timeZone ?? 'UTC';
}

/** The clock on which the rule steps: a start in UTC steps in UTC, whatever zone is shown to readers. */
function clockOf(schedule: Schedule): string {
  return isUtc(schedule) ? 'UTC' : zoneOf(schedule);
}

function resolve(schedule: Schedule, wall: Temporal.PlainDateTime): Occurrence {
  const length = durationMs(schedule.duration);
  const from = instantOfWall(wall, clockOf(schedule));
  const to = instantOfWall(wall.add({ milliseconds: length }), clockOf(schedule));
  const id = `${wall.toString({ smallestUnit: 'second' })}${isUtc(schedule) ? 'Z' : ''}`;
  return { id, from, to: to > from ? to : from + length };
}

function expand(schedule: Schedule, window: Interval): Occurrence[] {
  const cancelled = new Set(
    (schedule.exdates ?? []).map((text) => resolve(schedule, readWall(text, schedule)).from),
  );
  return nominalStarts(schedule, window, Infinity)
    .map((wall) => resolve(schedule, wall))
    .filter(({ from, to }) => from < window.to && to > window.from && !cancelled.has(from))
    .sort((a, b) => a.from - b.from);
}

/** Nominal starts around a window, duplicates removed, before `exdates`; `limit` bounds those of the rule. */
function nominalStarts(schedule: Schedule, window: Interval, limit: number): Temporal.PlainDateTime[] {
  const start = readWall(schedule.start, schedule);
  const walls = (schedule.rdates ?? []).map((text) => readWall(text, schedule));
  const parsed = schedule.rrule === undefined ? null : parseRule(schedule.rrule);
  if (parsed === null) walls.push(start);
  else if (parsed.ok) walls.push(...ruleStarts(parsed.rule, start, schedule, window, limit));
  const seen = new Map(walls.map((wall) => [wall.toString(), wall]));
  return [...seen.values()].sort(Temporal.PlainDateTime.compare);
}

// The rule is expanded on a clock without daylight saving and resolved in the zone afterwards: rrule-temporal
// drops generated starts inside the skipped hour, and COUNT must not depend on such a night.
function ruleStarts(
  rule: RecurrenceRule,
  start: Temporal.PlainDateTime,
  schedule: Schedule,
  window: Interval,
  limit: number,
): Temporal.PlainDateTime[] {
  const zone = clockOf(schedule);
  const floating = (wall: Temporal.PlainDateTime) => wall.toZonedDateTime('UTC');
  const expander = new RRuleTemporal({
    freq: rule.freq,
    interval: rule.interval,
    dtstart: floating(start),
    ...(rule.byDay.length > 0 ? { byDay: rule.byDay.map(({ nth, day }) => `${nth ?? ''}${day}`) } : {}),
    ...(rule.byMonthDay.length > 0 ? { byMonthDay: [...rule.byMonthDay] } : {}),
    ...(rule.count === null ? {} : { count: rule.count }),
  });
  const slack = durationMs(schedule.duration) + 86_400_000;
  const after = floating(wallAt(window.from - slack, zone));
  const before = floating(wallAt(window.to + 86_400_000, zone));
  const found: Temporal.PlainDateTime[] = [];
  const keep = (wall: Temporal.PlainDateTime) =>
    rule.until === null || instantOfWall(wall, zone) <= rule.until;
  if (Number.isFinite(limit)) {
    let next = expander.next(new Date(after.epochMilliseconds), true);
    while (
      next &&
      found.length < limit &&
      Temporal.Instant.compare(next.toInstant(), before.toInstant()) < 0
    ) {
      const wall = next.toPlainDateTime();
      if (!keep(wall)) break;
      found.push(wall);
      next = expander.next(new Date(next.epochMilliseconds), false);
    }
    return found;
  }
  for (const one of expander.between(
    new Date(after.epochMilliseconds),
    new Date(before.epochMilliseconds),
    true,
  )) {
    const wall = one.toPlainDateTime();
    if (keep(wall)) found.push(wall);
  }
  return found;
}
