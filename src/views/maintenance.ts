import { type Book, type Entry, entriesOf } from '../book/book.ts';
import type { Interval } from '../calendar/interval.ts';
import { occurrences } from '../calendar/recurrence.ts';
import { ruleWords } from '../calendar/rule-words.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import type { Words } from '../words/words.ts';
import { entryLink, type ViewContext } from './context.ts';
import { type Block, list, pairs, plain, several } from './model.ts';
import { sentenceCase } from './words.ts';

/** A window of planned work, or one that was announced and then called off. Milliseconds. */
export interface PlannedWindow {
  readonly entry: Entry<'maintenance'>;
  /** Nominal start, the same for ever: see `Occurrence`. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly cancelled: boolean;
  /** When it counts as announced: the promised notice before its start. Before that it is only planned. */
  readonly announcedFrom: number;
}

/**
 * Windows that overlap a time, by start. One that was taken out of its rule is there too, as cancelled: whoever has
 * it in a calendar must be told.
 */
export function plannedWindows(book: Book, window: Interval): PlannedWindow[] {
  return entriesOf(book, 'maintenance')
    .flatMap((entry) => {
      const kept = occurrences(entry.data, window);
      const ids = new Set(kept.map(({ id }) => id));
      const all =
        entry.data.exdates.length === 0 ? kept : occurrences({ ...entry.data, exdates: [] }, window);
      const lead = durationMs(entry.data.announceLead);
      return all.map((one) => ({
        ...one,
        entry,
        cancelled: !ids.has(one.id),
        announcedFrom: one.from - lead,
      }));
    })
    .sort((a, b) => a.from - b.from || (a.entry.id < b.entry.id ? -1 : 1));
}

/** Rule, length, notice and work of a maintenance entry. */
export function maintenanceBlocks(
  { data }: Entry<'maintenance'>,
  context: ViewContext,
  words: Words,
  audience: Audience,
): Block[] {
  const { say } = words;
  const services = data.services.map((id) => ({
    ...entryLink(context, 'services', id),
    ...(audience === 'public' ? { href: `/components/${id}/` } : {}),
  }));
  const blocks: Block[] = [
    pairs([
      [say('components'), several(services)],
      [say('expected'), plain(say(`expected.${data.impact}`))],
      [say('length'), plain(words.span(durationMs(data.duration)))],
      [say('announced'), plain(words.span(durationMs(data.announceLead)))],
      [say('timeZone'), plain(data.timeZone)],
      ...(data.rrule
        ? [[say('repeats'), plain(repeatWords(data.rrule, words), `${data.start}, ${data.rrule}`)] as const]
        : []),
    ]),
  ];
  if (data.activities.length > 0) blocks.push(list(data.activities.map((activity) => plain(activity))));
  if (data.runbooks.length > 0)
    blocks.push(list(data.runbooks.map((id) => entryLink(context, 'runbooks', id))));
  return blocks;
}

/** A recurrence rule in words, where the language has words for it; else the rule itself, which is the same in all. */
function repeatWords(rule: string, words: Words): string {
  const english = words.language === 'en' || words.language.startsWith('en-') ? ruleWords(rule) : null;
  return english === null ? rule : sentenceCase(english);
}
