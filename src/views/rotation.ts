import type { Entry } from '../book/book.ts';
import { durationWords } from '../schemas/duration.ts';
import { teamLink, type ViewContext } from './context.ts';
import { type Block, doubts, link, pairs, plain, several, table, unknown } from './model.ts';
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
      ['Coverage', data.coverage ? plain(data.coverage) : unknown('not stated')],
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
    ...doubts(data.doubts),
  ];
}
