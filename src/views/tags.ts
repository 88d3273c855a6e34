import type { Entry } from '../book/book.ts';
import { freshness } from '../calendar/due.ts';
import { utcDay } from '../calendar/time.ts';
import type { ViewContext } from './context.ts';
import { sentenceCase } from './words.ts';

/** Short words that tell entries of a collection apart in a list. */
export function entryTags(entry: Entry, context: ViewContext): string[] {
  const is = (name: Entry['collection']): boolean => entry.collection === name;
  if (is('runbooks')) {
    const { kind, severity, state } = (entry as Entry<'runbooks'>).data;
    return [
      sentenceCase(kind),
      ...(severity ? [severity] : []),
      ...(state === 'active' ? [] : [state]),
      ...reviewTag(entry as Entry<'runbooks'>, context),
    ];
  }
  if (is('guides')) {
    const { complexity, state } = (entry as Entry<'guides'>).data;
    return [...(complexity ? [complexity] : []), ...(state === 'active' ? [] : [sentenceCase(state)])];
  }
  if (is('slos')) {
    const { stated, state } = (entry as Entry<'slos'>).data;
    return [stated, ...(state === 'planned' ? ['Planned'] : [])];
  }
  if (is('services')) return [sentenceCase((entry as Entry<'services'>).data.tier)];
  if (is('checklists')) return [sentenceCase((entry as Entry<'checklists'>).data.cadence)];
  if (is('policies')) return [sentenceCase((entry as Entry<'policies'>).data.kind)];
  if (is('teams')) return [sentenceCase((entry as Entry<'teams'>).data.kind)];
  if (is('incidents'))
    return [
      (entry as Entry<'incidents'>).data.severity,
      (entry as Entry<'incidents'>).data.resolvedAt ? 'Resolved' : 'Open',
    ];
  if (is('postmortems'))
    return [
      (entry as Entry<'postmortems'>).data.severity,
      sentenceCase((entry as Entry<'postmortems'>).data.state),
    ];
  return [];
}

function reviewTag({ data }: Entry<'runbooks'>, { now }: ViewContext): string[] {
  const review = freshness(data.reviewedOn, data.reviewEvery, utcDay(now));
  // A page nobody has reviewed says so itself; in a list of such pages the word would only be noise.
  return review.state === 'due' || review.state === 'overdue' ? [`Review ${review.state}`] : [];
}
