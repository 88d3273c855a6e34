import type { Book } from '../book/book.ts';
import type { Incident, IncidentUpdate } from '../incidents/incident.ts';
import type { Words } from '../words/words.ts';

/** Name of a component as readers know it; its id where the book no longer has it. */
export function componentTitle(book: Book, service: string): string {
  return book.collections.services.get(service)?.data.title ?? service;
}

/** Title of an incident: what was written, or for an automatic one what its component did. */
export function incidentTitle(incident: Incident, book: Book, words: Words): string {
  return incident.title ?? words.say('automaticTitle', { component: namesOf(incident, book, words) });
}

/** What an update says: what was written, or what probes found. */
export function updateText(update: IncidentUpdate, incident: Incident, book: Book, words: Words): string {
  if (update.text !== null) return update.text;
  const component = namesOf(incident, book, words);
  switch (update.found) {
    case 'outage':
      return words.say('automatic.outage', { component });
    case 'recovery':
      return words.say('automatic.recovery', { component, span: words.span(update.at - incident.startedAt) });
    case null:
      throw new RangeError(`update ${update.id} has neither a text nor a finding`);
    default: {
      const never: never = update.found;
      throw new RangeError(`update ${update.id} found "${String(never)}", which nobody can put into words`);
    }
  }
}

/** How long it lasted, or that it still does. */
export function lastedWords(incident: Incident, words: Words): string {
  return incident.resolvedAt === null
    ? words.say('stillOpen')
    : words.say('lastedSpan', { span: words.span(incident.resolvedAt - incident.startedAt) });
}

function namesOf(incident: Incident, book: Book, words: Words): string {
  return words.list(incident.services.map((id) => componentTitle(book, id)));
}
