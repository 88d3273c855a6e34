import type { Entry } from '../book/book.ts';
import { ruleWords } from '../calendar/rule-words.ts';
import { durationWords } from '../schemas/duration.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import { entryLink, type ViewContext } from './context.ts';
import { type Block, list, pairs, plain, several } from './model.ts';
import { sentenceCase } from './words.ts';

const IMPACT_WORDS = {
  none: 'nothing is noticed',
  degraded: 'slower or partly limited',
  down: 'not available',
} as const;

/** Rule, length, notice and work of a maintenance entry. */
export function maintenanceBlocks(
  { data }: Entry<'maintenance'>,
  context: ViewContext,
  audience: Audience,
): Block[] {
  const services = data.services.map((id) => ({
    ...entryLink(context, 'services', id),
    ...(audience === 'public' ? { href: `/components/${id}/` } : {}),
  }));
  const blocks: Block[] = [
    pairs([
      ['Services', several(services)],
      ['Expected', plain(IMPACT_WORDS[data.impact])],
      ['Length', plain(durationWords(data.duration))],
      ['Announced ahead', plain(durationWords(data.announceLead))],
      ['Time zone', plain(data.timeZone)],
      ...(data.rrule
        ? [
            [
              'Repeats',
              plain(
                sentenceCase(ruleWords(data.rrule) ?? data.rrule),
                `from ${data.start}, rule ${data.rrule}`,
              ),
            ] as const,
          ]
        : []),
    ]),
  ];
  if (data.activities.length > 0) blocks.push(list(data.activities.map((activity) => plain(activity))));
  if (data.runbooks.length > 0)
    blocks.push(list(data.runbooks.map((id) => entryLink(context, 'runbooks', id))));
  return blocks;
}
