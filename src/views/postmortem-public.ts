import { type Book, type Entry, find } from '../book/book.ts';
import { RESPONSE_TIMES, type ResponseTime, responseTime } from '../postmortems/times.ts';
import type { Words } from '../words/words.ts';
import { componentTitle } from './incident-words.ts';
import { type Block, link, list, measured, pairs, paragraph, plain, type Section, several } from './model.ts';

/** Durations that customers are told, with the words for each. */
const TOLD = [
  ['ttd', 'postmortem.ttd'],
  ['ttm', 'postmortem.ttm'],
  ['ttr', 'postmortem.ttr'],
] as const satisfies readonly (readonly [ResponseTime, string])[];

/** The postmortem that customers may read about an incident; undefined where there is none. */
export function publicPostmortem(
  book: Book,
  incident: Entry<'incidents'> | null,
): Entry<'postmortems'> | undefined {
  const id = incident?.data.postmortem;
  return id === undefined ? undefined : find(book, 'postmortems', id);
}

/**
 * A postmortem for customers: what happened, how long what took (milliseconds of its timestamps in words, with the formula),
 * and what will be different. Made of the external part alone. Throws `RangeError` when there is none.
 */
export function publicPostmortemSections(
  { id, data }: Entry<'postmortems'>,
  book: Book,
  words: Words,
): Section[] {
  const { external, timestamps } = data;
  if (!external)
    throw new RangeError(`${id} has no external part, so there is nothing for customers to read`);
  const section = (anchor: string, title: string, ...blocks: Block[]): Section => ({
    id: anchor,
    title,
    part: anchor,
    blocks,
  });
  const incident = find(book, 'incidents', data.incident);
  const times = TOLD.flatMap(([name, key]) => {
    const ms = responseTime(timestamps, name);
    // A time whose timestamp nobody recorded is left out: a customer is told no zero.
    if (ms === null) return [];
    const { from, to } = RESPONSE_TIMES[name];
    const span = `${words.instant(Date.parse(timestamps[from] as string))} – ${words.instant(Date.parse(timestamps[to] as string))}`;
    return [[words.say(key), measured(words.span(ms), span)] as const];
  });
  return [
    section(
      'happened',
      words.say('postmortem.happened'),
      ...paragraphsOf(external.whatHappened),
      pairs([
        ...(incident
          ? [[words.say('incident'), link(incident.data.title, `/incidents/${incident.id}/`)] as const]
          : []),
        [
          words.say('components'),
          several(
            data.services.map((service) => link(componentTitle(book, service), `/components/${service}/`)),
          ),
        ],
      ]),
    ),
    section('times', words.say('postmortem.times'), pairs(times)),
    section('actions', words.say('postmortem.actions'), list(external.actions.map((text) => plain(text)))),
  ];
}

function paragraphsOf(text: string): Block[] {
  return text.split(/\n\s*\n/).map((part) => paragraph(part.trim()));
}
