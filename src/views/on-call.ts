import type { Entry } from '../book/book.ts';
import { layerOf, shiftAt } from '../calendar/rotation.ts';
import { formatZoned } from '../calendar/time.ts';
import { durationWords, targetWords } from '../schemas/duration.ts';
import { teamLink, type ViewContext } from './context.ts';
import { type Cell, link, plain, several, unknown } from './model.ts';
import { sentenceCase } from './words.ts';

/** One tier of a rotation as it stands now. */
export interface OnCallRow {
  readonly tier: string;
  readonly who: Cell;
  readonly handoff: Cell;
  readonly answers: Cell;
  readonly escalates: Cell;
}

/** The tiers of a rotation at the context's instant, first to be called first. */
export function onCallRows({ data, domain }: Entry<'rotations'>, context: ViewContext): OnCallRow[] {
  return data.tiers.map((tier) => {
    const layer = layerOf(data, tier);
    const shift = layer ? shiftAt(layer, context.now) : null;
    const who = shift?.who
      ? teamLink(context, shift.who, domain)
      : data.namesIn
        ? data.namesIn.url
          ? link(`see ${data.namesIn.tool}`, data.namesIn.url)
          : plain(`see ${data.namesIn.tool}`)
        : tier.role
          ? teamLink(context, tier.role, domain)
          : unknown('not in this book');
    const answers = [
      tier.responds && `responds within ${targetWords(tier.responds)}`,
      tier.acknowledges && `acknowledges within ${targetWords(tier.acknowledges)}`,
    ].filter((text) => typeof text === 'string');
    return {
      tier: tier.title,
      who,
      handoff: shift
        ? plain(
            formatZoned(shift.to, data.timeZone),
            data.handoff?.via ? `via ${data.handoff.via}` : undefined,
          )
        : unknown('unknown', 'no hand-off is written down'),
      answers:
        answers.length > 0
          ? several(answers.map((text) => plain(sentenceCase(text))))
          : unknown('not stated'),
      escalates: tier.escalatesAfter ? plain(durationWords(tier.escalatesAfter)) : unknown('not stated'),
    };
  });
}
