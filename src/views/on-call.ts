import type { Entry } from '../book/book.ts';
import { HORIZON_DAYS } from '../calendar/rotation-faults.ts';
import {
  finalSchedule,
  joined,
  type OnCallWho,
  onCallAt,
  type Turn,
  type TurnSource,
  whoOf,
} from '../calendar/rotation-schedule.ts';
import { formatZoned } from '../calendar/time.ts';
import { durationWords, targetWords } from '../schemas/duration.ts';
import { teamLink, type ViewContext } from './context.ts';
import { type Block, type Cell, link, plain, several, table, unknown } from './model.ts';
import { sentenceCase } from './words.ts';

const DAY_MS = 86_400_000;

/** One tier of a rotation as it stands now. */
export interface OnCallRow {
  readonly tier: string;
  readonly who: Cell;
  readonly handoff: Cell;
  readonly next: Cell;
  readonly answers: Cell;
  readonly escalates: Cell;
  /** What a browser needs to go on telling who is on call after the page was built; null where no turn is known. */
  readonly ahead: AheadPlan | null;
}

/**
 * The turns ahead for a reader who comes later, in few bytes, because every page of a service carries it. `turns` are pairs:
 * minutes since the pair before (the first since 1970 UTC), and from then on whom of `people` it is, -1 for nobody.
 */
export interface AheadPlan {
  readonly zone: string;
  /** Minute since 1970 UTC at which the plan ends. */
  readonly until: number;
  /** Names and where they lead: a path below the base, an address outside the book, or nowhere. */
  readonly people: readonly (readonly [name: string, href: string | null])[];
  readonly turns: readonly (readonly [minutes: number, person: number])[];
}

/** The tiers of a rotation at the context's instant, first to be called first. */
export function onCallRows({ data, domain }: Entry<'rotations'>, context: ViewContext): OnCallRow[] {
  const now = onCallAt(data, context.now);
  return data.tiers.map((tier, index) => {
    const state = now[index] as (typeof now)[number];
    const answers = [
      tier.responds && `responds within ${targetWords(tier.responds)}`,
      tier.acknowledges && `acknowledges within ${targetWords(tier.acknowledges)}`,
    ].filter((text) => typeof text === 'string');
    const via = data.handoff?.via ? `via ${data.handoff.via}` : undefined;
    return {
      tier: tier.title,
      who: whoCell(context, state.who, domain, sourceWords(state.source)),
      handoff:
        state.until === null
          ? unknown('unknown', state.source ? 'not within 40 days' : 'no hand-off is written down')
          : plain(formatZoned(state.until, data.timeZone), via),
      next: state.next ? whoCell(context, state.next.who, domain) : unknown('unknown'),
      answers:
        answers.length > 0
          ? several(answers.map((text) => plain(sentenceCase(text))))
          : unknown('not stated'),
      escalates: tier.escalatesAfter ? plain(durationWords(tier.escalatesAfter)) : unknown('not stated'),
      ahead: aheadPlan(data, tier, domain, context),
    };
  });
}

function sourceWords(source: TurnSource | null): string | undefined {
  if (source === null || source.kind === 'tier') return undefined;
  if (source.kind === 'layer') return source.title;
  return source.reason ? `takes over: ${source.reason}` : 'takes over';
}

/** Who is on call as a cell; where the book names nobody, it says who knows, and makes up no name. */
export function whoCell(context: ViewContext, who: OnCallWho, domain: string, note?: string): Cell {
  switch (who.kind) {
    case 'named':
    case 'role':
      return { ...teamLink(context, who.team, domain), ...(note === undefined ? {} : { note }) };
    case 'outside':
      return who.url ? link(`see ${who.tool}`, who.url) : plain(`see ${who.tool}`);
    case 'nobody':
      return unknown('nobody', 'outside the hours of this tier');
    case 'unknown':
      return unknown(who.why);
    default: {
      const never: never = who;
      throw new RangeError(`unknown kind of who is on call: ${JSON.stringify(never)}`);
    }
  }
}

type Rotation = Entry<'rotations'>['data'];
type Tier = Rotation['tiers'][number];

function turnsAhead(rotation: Rotation, tier: Tier, now: number, days: number): Turn[] {
  return joined(finalSchedule(rotation, tier, { from: now, to: now + days * DAY_MS }));
}

function aheadPlan(rotation: Rotation, tier: Tier, domain: string, context: ViewContext): AheadPlan | null {
  const turns = turnsAhead(rotation, tier, context.now, HORIZON_DAYS);
  if (turns.length === 0) return null;
  const minute = (at: number) => Math.floor(at / 60_000);
  const until = minute(context.now + HORIZON_DAYS * DAY_MS);
  const people: [string, string | null][] = [];
  const personOf = (who: string | null) => {
    const { text, href = null } = whoCell(context, whoOf(rotation, tier, who), domain);
    const known = people.findIndex((one) => one[0] === text && one[1] === href);
    return known >= 0 ? known : people.push([text, href]) - 1;
  };
  const marks: [number, number][] = [];
  for (const [index, { from, to, who }] of turns.entries()) {
    marks.push([minute(from), personOf(who)]);
    const next = turns[index + 1];
    if (next ? next.from > to : minute(to) < until) marks.push([minute(to), -1]);
  }
  const steps = marks.map(
    ([at, person], index) => [at - (marks[index - 1]?.[0] ?? 0), person] as [number, number],
  );
  return { zone: rotation.timeZone, until, people, turns: steps };
}

/** Turns listed on the page of a rotation, in days from now. */
const LISTED_DAYS = 28;

/** The turns of the four weeks ahead, a table for each tier of which turns are known. */
export function scheduleBlocks({ data, domain }: Entry<'rotations'>, context: ViewContext): Block[] {
  return data.tiers.flatMap((tier) => {
    const turns = turnsAhead(data, tier, context.now, LISTED_DAYS);
    if (turns.length === 0) return [];
    return [
      table(
        `${tier.title}: the next four weeks`,
        ['From', 'To', 'On call'],
        turns.map(({ from, to, who, source }) => [
          plain(from === context.now ? 'now' : formatZoned(from, data.timeZone)),
          plain(to === context.now + LISTED_DAYS * DAY_MS ? 'later' : formatZoned(to, data.timeZone)),
          whoCell(context, whoOf(data, tier, who), domain, sourceWords(source)),
        ]),
      ),
    ];
  });
}
