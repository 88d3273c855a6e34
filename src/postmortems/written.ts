import { type Book, type Entry, entriesOf, find } from '../book/book.ts';

/** The postmortem of an incident, whichever of the two names the other; undefined where none was begun. */
export function postmortemOf(book: Book, incident: Entry<'incidents'>): Entry<'postmortems'> | undefined {
  const named = incident.data.postmortem;
  return (
    (named === undefined ? undefined : find(book, 'postmortems', named)) ??
    entriesOf(book, 'postmortems').find(({ data }) => data.incident === incident.id)
  );
}

/** True once a postmortem is more than a draft. */
export function isWritten({ data }: Entry<'postmortems'>): boolean {
  switch (data.state) {
    case 'draft':
      return false;
    case 'in-review':
    case 'reviewed':
    case 'closed':
      return true;
    default: {
      const never: never = data.state;
      throw new RangeError(`unknown state of a postmortem "${never}"; refusing to call it written`);
    }
  }
}
