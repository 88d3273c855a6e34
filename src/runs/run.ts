/**
 * The run of a runbook as a list of events. Everything else is derived from them: where the run stands, how long each step
 * took, and what is told afterwards. This file imports nothing, because pages load it as it is.
 */

/** How a step ended. */
export const STEP_OUTCOMES = ['done', 'skipped', 'failed'] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

export const EVENT_KINDS = [
  'started',
  'entered',
  ...STEP_OUTCOMES,
  'note',
  'chosen',
  'escalated',
  'ended',
] as const;
export type RunEventKind = (typeof EVENT_KINDS)[number];

/** Something that happened in a run. `at` is in milliseconds; `step` counts from 0. */
export interface RunEvent {
  readonly at: number;
  readonly kind: RunEventKind;
  readonly step: number | null;
  /** A note, the label of a choice, or who was brought in; empty for other kinds. */
  readonly text: string;
}

export interface RunStep {
  /** Anchor on the page. */
  readonly id: string;
  readonly title: string;
}

/** Version of what is kept in a browser. */
export const RUN_VERSION = 1;

/** A run of one runbook. Steps are kept as they were when it began, so that a changed page does not change the past. */
export interface Run {
  readonly version: typeof RUN_VERSION;
  readonly id: string;
  readonly runbook: string;
  readonly title: string;
  readonly steps: readonly RunStep[];
  /** Never empty; in order of time. */
  readonly events: readonly RunEvent[];
}

/** Where a run stands. Times are in milliseconds. */
export interface RunState {
  readonly startedAt: number;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  /** Step that is being taken, from 0. */
  readonly current: number;
  /** Last outcome of each step; null where it has none. */
  readonly outcomes: readonly (StepOutcome | null)[];
  /** Time spent in each step. */
  readonly spent: readonly number[];
  /** Time since the start, or to the end. */
  readonly whole: number;
}

/**
 * Begins a run at its first step. Throws `RangeError` without a step or an id, because nothing could be told of it.
 */
export function startRun(about: Pick<Run, 'id' | 'runbook' | 'title' | 'steps'>, at: number): Run {
  if (about.steps.length === 0) throw new RangeError(`${about.runbook} has no step, so it cannot be run`);
  if (about.id === '') throw new RangeError('a run needs an id, so that it is kept apart from others');
  return {
    version: RUN_VERSION,
    ...about,
    events: [
      { at, kind: 'started', step: null, text: '' },
      { at, kind: 'entered', step: 0, text: '' },
    ],
  };
}

/**
 * The run with one more event at its current step. A clock that was set back does not tear the order: the event is then
 * as late as the one before. After the end only notes are taken. An outcome leads on to the next step.
 */
export function addEvent(
  run: Run,
  kind: Exclude<RunEventKind, 'started' | 'entered'>,
  at: number,
  text = '',
): Run {
  const { current, endedAt } = stateOf(run, at);
  if (endedAt !== null && kind !== 'note') return run;
  const added = append(run, { at, kind, step: kind === 'ended' ? null : current, text });
  return isOutcome(kind) && current + 1 < run.steps.length ? goTo(added, current + 1, at) : added;
}

/** The run at another step; the same run where it is there already, has ended, or has no such step. */
export function goTo(run: Run, step: number, at: number): Run {
  const { current, endedAt } = stateOf(run, at);
  if (endedAt !== null || step === current || !(step in run.steps)) return run;
  return append(run, { at, kind: 'entered', step, text: '' });
}

function append(run: Run, event: RunEvent): Run {
  const last = run.events.at(-1)?.at ?? event.at;
  return { ...run, events: [...run.events, { ...event, at: Math.max(last, event.at) }] };
}

function isOutcome(kind: RunEventKind): kind is StepOutcome {
  return (STEP_OUTCOMES as readonly string[]).includes(kind);
}

/** Where a run stands at `now` (milliseconds). */
export function stateOf(run: Run, now: number): RunState {
  const startedAt = run.events[0]?.at ?? now;
  const end = run.events.find(({ kind }) => kind === 'ended')?.at ?? null;
  const until = Math.max(end ?? now, startedAt);
  const outcomes: (StepOutcome | null)[] = run.steps.map(() => null);
  const spent = run.steps.map(() => 0);
  let current = 0;
  let since = startedAt;
  const leave = (at: number) => {
    spent[current] = (spent[current] ?? 0) + Math.max(0, at - since);
    since = at;
  };
  for (const { kind, step, at } of run.events) {
    if (kind === 'entered' && step !== null) {
      leave(at);
      current = step;
    } else if (isOutcome(kind) && step !== null) outcomes[step] = kind;
  }
  leave(until);
  return { startedAt, endedAt: end, current, outcomes, spent, whole: until - startedAt };
}

/** A length of time on a clock face: `04:07`, `1:02:09`; from a day on the hours go on counting. */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Line ends and runs of blanks as one blank, so that a note stays on its line. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What an event is in words, without marks of Markdown; null for what tells nothing beside what follows it. */
function eventWords(run: Run, { kind, step, text }: RunEvent): string | null {
  const title = step === null ? '' : `"${run.steps[step]?.title ?? ''}"`;
  switch (kind) {
    case 'started':
      return `Run of the runbook ${run.title} started`;
    case 'entered':
      return null;
    case 'done':
    case 'skipped':
    case 'failed':
      return `Step ${(step ?? 0) + 1} ${title} ${kind}${text === '' ? '' : `: ${oneLine(text)}`}`;
    case 'note':
      return oneLine(text);
    case 'chosen':
      return `Decided at ${title}: ${oneLine(text)}`;
    case 'escalated':
      return `Brought in ${oneLine(text)}`;
    case 'ended':
      return `Run of the runbook ${run.title} ended`;
    default: {
      const never: never = kind;
      throw new RangeError(`unknown event of a run: ${String(never)}`);
    }
  }
}

interface Told {
  readonly at: number;
  readonly kind: RunEventKind;
  readonly text: string;
}

function told(run: Run): Told[] {
  return run.events.flatMap((event) => {
    const text = eventWords(run, event);
    return text === null || text === '' ? [] : [{ at: event.at, kind: event.kind, text }];
  });
}

/** The run as a Markdown list in UTC, an event a line, for the timeline of a postmortem. */
export function markdownOf(run: Run): string {
  return told(run)
    .map(({ at, text }) => `- ${instant(at)} ${text.replace(/[\\`*_[\]<>{}#|~!]/g, '\\$&')}\n`)
    .join('');
}

/** Kind of a line in the timeline of a postmortem. */
const TIMELINE_KINDS: Readonly<Record<RunEventKind, string>> = {
  started: 'action',
  entered: 'note',
  done: 'action',
  skipped: 'decision',
  failed: 'action',
  note: 'note',
  chosen: 'decision',
  escalated: 'page',
  ended: 'note',
};

const LONGEST = 280;
/** As entries stand in the files of postmortems; pages load this file with runs of blanks cut to one. */
const INDENT = ' '.repeat(2);

/** The run as lines of `timeline` in the front matter of a postmortem: YAML, texts cut to what it takes. */
export function timelineOf(run: Run): string {
  return told(run)
    .map(({ at, kind, text }) => {
      const whole = text.length < 4 ? `Note: ${text}` : text;
      const cut = whole.length > LONGEST ? `${whole.slice(0, LONGEST - 1)}…` : whole;
      return `${INDENT}- { at: ${instant(at)}, kind: ${TIMELINE_KINDS[kind]}, text: ${JSON.stringify(cut)} }\n`;
    })
    .join('');
}

const ADDRESS = /\b(?:[a-z][a-z0-9+.-]*:\/\/|mailto:|www\.)[^\s<>"')\]]+/gi;

/** The run as data without any link: addresses in notes are taken out, so that it can be handed on. */
export function exportOf(run: Run, now: number): string {
  const { startedAt, endedAt, outcomes, spent, whole } = stateOf(run, now);
  const plain = (text: string) => oneLine(text).replace(ADDRESS, '[link removed]');
  const data = {
    version: run.version,
    runbook: run.runbook,
    title: plain(run.title),
    startedAt: instant(startedAt),
    endedAt: endedAt === null ? null : instant(endedAt),
    seconds: Math.floor(whole / 1000),
    steps: run.steps.map(({ title }, index) => ({
      number: index + 1,
      title: plain(title),
      outcome: outcomes[index] ?? null,
      seconds: Math.floor((spent[index] ?? 0) / 1000),
    })),
    events: run.events.map(({ at, kind, step, text }) => ({
      at: instant(at),
      kind,
      step: step === null ? null : step + 1,
      text: plain(text),
    })),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** A run as it was kept, or null where the text is none: torn, of another version, or with words nobody knows. */
export function parseRun(text: string | null): Run | null {
  if (text === null) return null;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  return isRun(data) ? data : null;
}

type Loose = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const areWords = (value: Loose, keys: readonly string[]): boolean =>
  keys.every((key) => typeof value[key] === 'string');

function isRun(value: unknown): value is Run {
  if (!isObject(value) || value['version'] !== RUN_VERSION) return false;
  if (!areWords(value, ['id', 'runbook', 'title'])) return false;
  const { steps, events } = value as { steps: unknown; events: unknown };
  if (!Array.isArray(steps) || steps.length === 0 || !Array.isArray(events) || events.length === 0)
    return false;
  return (
    steps.every((step: unknown) => isObject(step) && areWords(step, ['id', 'title'])) &&
    events.every(
      (event: unknown) =>
        isObject(event) &&
        typeof event['at'] === 'number' &&
        (EVENT_KINDS as readonly unknown[]).includes(event['kind']) &&
        (event['step'] === null || (typeof event['step'] === 'number' && event['step'] in steps)) &&
        typeof event['text'] === 'string',
    )
  );
}

/** A level of escalation: who, and how long after the start of the run, in milliseconds. */
export interface EscalationLevel {
  readonly after: number;
  readonly name: string;
}

/** What escalation asks for at a time after the start: who should be there by now, and who comes next, and when. */
export interface EscalationState {
  /** Levels whose time has come and who were not brought in yet. */
  readonly due: readonly EscalationLevel[];
  readonly next: (EscalationLevel & { readonly in: number }) | null;
}

/** Where escalation stands in a run at `now`; levels come in order of time. */
export function escalationOf(run: Run, levels: readonly EscalationLevel[], now: number): EscalationState {
  const { whole, endedAt } = stateOf(run, now);
  const brought = new Set(run.events.filter(({ kind }) => kind === 'escalated').map(({ text }) => text));
  const open = levels.filter(({ after, name }) => after > 0 && !brought.has(name));
  const next = open.find(({ after }) => after > whole);
  if (endedAt !== null) return { due: [], next: null };
  return {
    due: open.filter(({ after }) => after <= whole),
    next: next ? { ...next, in: next.after - whole } : null,
  };
}
