import type { Entry } from '../book/book.ts';
import { durationWords } from '../schemas/duration.ts';
import { entryLink, teamLink, type ViewContext } from './context.ts';
import { type Block, type Cell, doubts, link, pairs, plain, several, table, unknown } from './model.ts';
import { sentenceCase } from './words.ts';

/** Hand-off, coverage, duties of each tier and open questions of a rotation. */
export function rotationBlocks({ data, domain }: Entry<'rotations'>, context: ViewContext): Block[] {
  const { handoff, namesIn } = data;
  return [
    pairs([
      ['Owner', teamLink(context, data.owner, domain)],
      [
        'Hand-off',
        handoff
          ? plain(
              [handoff.weekday ? sentenceCase(handoff.weekday) : null, handoff.time, data.timeZone]
                .filter(Boolean)
                .join(' '),
              [
                handoff.via && `via ${handoff.via}`,
                data.timeZoneChosen && 'the source names no time zone; this book chose one',
              ]
                .filter(Boolean)
                .join('; ') || undefined,
            )
          : unknown('not stated'),
      ],
      ['Coverage', data.coverage ? plain(data.coverage, coverageNote(data)) : unknown('not stated')],
      [
        'Names are kept in',
        namesIn ? (namesIn.url ? link(namesIn.tool, namesIn.url) : plain(namesIn.tool)) : plain('this book'),
      ],
    ]),
    table(
      'Tiers and their duties',
      ['Tier', 'Shift', 'Duties', 'Role', 'Next tier after'],
      data.tiers.map((tier) => [
        plain(tier.title),
        plain(tier.shift),
        several(tier.duties.map((duty) => plain(duty))),
        tier.role ? teamLink(context, tier.role, domain) : unknown('not stated'),
        tier.escalatesAfter ? plain(durationWords(tier.escalatesAfter)) : unknown('not stated'),
      ]),
      data.tiers.map((tier) => `tier-${tier.id}`),
    ),
    ...layersTable(data),
    ...overridesTable(data, domain, context),
    ...gatePairs(data, domain, context),
    ...doubts(data.doubts),
  ];
}

type Rotation = Entry<'rotations'>['data'];

function coverageNote({ aroundTheClock, namesIn }: Rotation): string | undefined {
  if (!aroundTheClock) return undefined;
  return namesIn
    ? `not checked here, because only ${namesIn.tool} knows who is on call`
    : 'an hour without anybody is a finding';
}

function hoursWords(restrictions: Rotation['tiers'][number]['restrictions']): Cell {
  if (restrictions.length === 0) return plain('all hours');
  return several(
    restrictions.map(({ days, from, to }) => plain(`${days.map(sentenceCase).join(', ')} ${from} to ${to}`)),
  );
}

function layersTable({ tiers }: Rotation): Block[] {
  const rows = tiers.flatMap((tier) => [
    ...(tier.restrictions.length > 0
      ? [[plain(tier.title), plain('its own turns'), plain(tier.shift), hoursWords(tier.restrictions)]]
      : []),
    ...tier.layers.map((layer) => [
      plain(tier.title),
      plain(layer.title, `from ${layer.start}${layer.until ? ` until ${layer.until}` : ''}`),
      plain(layer.shift),
      hoursWords(layer.restrictions),
    ]),
  ]);
  return rows.length > 0
    ? [
        table(
          'Layers: a lower row is on call instead of those above',
          ['Tier', 'Layer', 'Shift', 'Hours'],
          rows,
        ),
      ]
    : [];
}

function overridesTable(data: Rotation, domain: string, context: ViewContext): Block[] {
  if (data.overrides.length === 0) return [];
  return [
    table(
      `Overrides, in ${data.timeZone}`,
      ['Tier', 'From', 'To', 'On call instead', 'Why'],
      data.overrides.map(({ tier, from, to, who, reason }) => [
        plain(data.tiers.find(({ id }) => id === tier)?.title ?? tier),
        plain(from.replace('T', ' ')),
        plain(to.replace('T', ' ')),
        teamLink(context, who, domain),
        reason ? plain(reason) : unknown('not stated'),
      ]),
    ),
  ];
}

function gatePairs({ gate }: Rotation, domain: string, context: ViewContext): Block[] {
  if (!gate) return [];
  return [
    pairs([
      ['Before joining', several(gate.checklists.map((id) => entryLink(context, 'checklists', id)))],
      [
        'Have passed',
        gate.certified === null
          ? unknown('unknown', 'nobody keeps the list in this book')
          : gate.certified.length > 0
            ? several(gate.certified.map((id) => teamLink(context, id, domain)))
            : plain('nobody yet'),
      ],
    ]),
  ];
}
