import { type Entry, entriesIn, findTeam } from '../book/book.ts';
import { type OnCallWho, onCallAt } from '../calendar/rotation-schedule.ts';
import { durationMs, durationWords } from '../schemas/duration.ts';
import { teamLink, type ViewContext } from './context.ts';
import { type Cell, link, plain, unknown } from './model.ts';

/** One level of escalation of a run: who, and how long after its start. Lengths and instants are in milliseconds. */
export interface RunLevel {
  readonly after: number;
  /** `at the start`, or `after 15 minutes`. */
  readonly when: string;
  readonly role: Cell;
  /** Who fills the role now; unknown where the book does not know. */
  readonly who: Cell;
  /** When the shift ends that `who` was read from; null where no shift was read. */
  readonly until: number | null;
}

/** Who is on call when a run begins, and when to go one level up. */
export interface RunPlan {
  readonly levels: readonly RunLevel[];
  /** Where the times come from, in a sentence. */
  readonly source: string;
}

type Tier = Entry<'rotations'>['data']['tiers'][number];

/**
 * Levels of a run of a runbook at the context's instant. The first is the first tier of the domain's rotation. What
 * follows is the escalation that the runbook itself writes down; where it writes none, the tiers, each called when those
 * before it did not answer in their time. A tier whose time nobody wrote down, and those after it, are left out.
 */
export function runPlan({ data, domain }: Entry<'runbooks'>, context: ViewContext): RunPlan {
  const rotation = entriesIn(context.book, 'rotations', domain)[0];
  const first = rotation?.data.tiers[0];
  const start: RunLevel[] =
    rotation && first
      ? [tierLevel(rotation, first, 0, context)]
      : [
          {
            after: 0,
            when: whenWords(0),
            role: teamLink(context, data.owner, domain),
            who: unknown('nobody is on call by this book'),
            until: null,
          },
        ];
  if (data.escalation.length > 0) {
    return {
      levels: [
        ...start,
        ...data.escalation.map((step) => {
          const tier = rotation?.data.tiers.find((found) => sameTeam(context, found.role, step.to, domain));
          const after = durationMs(step.after);
          if (rotation && tier) return tierLevel(rotation, tier, after, context);
          const role = teamLink(context, step.to, domain);
          return { after, when: whenWords(after), role, who: unknown('see its page'), until: null };
        }),
      ],
      source: 'Times of escalation are those of this runbook.',
    };
  }
  const tiers = rotation ? tierLevels(rotation, context) : [];
  return {
    levels: [...start, ...tiers],
    source:
      tiers.length > 0
        ? 'Times of escalation are those of the rotation: each tier when those before it did not answer.'
        : 'Nobody wrote down when to go one level up.',
  };
}

function sameTeam({ book }: ViewContext, role: string | undefined, to: string, domain: string): boolean {
  if (role === undefined) return false;
  const teams = book.collections.teams;
  const found = findTeam(teams, role, domain)?.id;
  return found !== undefined && found === findTeam(teams, to, domain)?.id;
}

function tierLevels(rotation: Entry<'rotations'>, context: ViewContext): RunLevel[] {
  const levels: RunLevel[] = [];
  let after = 0;
  for (const [index, tier] of rotation.data.tiers.entries()) {
    const before = rotation.data.tiers[index - 1];
    if (!before) continue;
    if (before.escalatesAfter === undefined) break;
    after += durationMs(before.escalatesAfter);
    levels.push(tierLevel(rotation, tier, after, context));
  }
  return levels;
}

function tierLevel(
  { data, domain }: Entry<'rotations'>,
  tier: Tier,
  after: number,
  context: ViewContext,
): RunLevel {
  const now = onCallAt(data, context.now).find((found) => found.tier === tier.id);
  return {
    after,
    when: whenWords(after),
    role: tier.role ? teamLink(context, tier.role, domain) : plain(tier.title),
    who: now ? whoCell(now.who, domain, context) : unknown('not in this book'),
    until: now?.who.kind === 'named' || now?.who.kind === 'nobody' ? now.until : null,
  };
}

function whoCell(who: OnCallWho, domain: string, context: ViewContext): Cell {
  switch (who.kind) {
    case 'named':
      return teamLink(context, who.team, domain);
    case 'outside':
      return who.url === null ? plain(`see ${who.tool}`) : link(`see ${who.tool}`, who.url);
    case 'role':
      return unknown('not in this book');
    case 'nobody':
      return unknown('nobody at this hour');
    case 'unknown':
      return unknown(who.why);
    default: {
      const never: never = who;
      throw new RangeError(`unknown answer to who is on call: ${JSON.stringify(never)}`);
    }
  }
}

function whenWords(after: number): string {
  if (after === 0) return 'at the start';
  const [size, unit] = (
    [
      [3_600_000, 'h'],
      [60_000, 'm'],
      [1000, 's'],
    ] as const
  ).find(([length]) => after % length === 0) ?? [1, 'ms'];
  return `after ${durationWords(`${after / size}${unit}`)}`;
}
