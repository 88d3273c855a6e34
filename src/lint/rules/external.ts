import { type Book, entriesOf } from '../../book/book.ts';
import type { DataPath } from '../../book/source.ts';
import type { Postmortem } from '../../schemas/postmortem.ts';
import { COLLECTIONS } from '../../schemas/reference.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

/** Endings of names, and ranges of addresses, that no customer can reach. */
const INSIDE =
  /(?<![\w.-])(?:localhost|[\w-]+(?:\.[\w-]+)*\.(?:internal|local|lan|corp|intranet|svc)|10(?:\.\d{1,3}){3}|127(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?![\w-])/i;
/** Pages of the handbook, and those collections of it that customers have as well. */
const OPEN_COLLECTIONS: readonly string[] = ['incidents', 'maintenance', 'postmortems'];
const PAGES = [
  ...COLLECTIONS.filter((name) => !OPEN_COLLECTIONS.includes(name)),
  'on-call',
  'r',
  'action-items',
];
const INTERNAL_PAGE = new RegExp(`(?<![\\w/])/(?:${PAGES.join('|')})/[\\w./-]*`);

/** Hosts that probes of the book ask, and ids of runbooks, teams and internal services, each as it may stand in a sentence. */
function namesInside(book: Book): string[] {
  const hosts = book.probes.flatMap((probe) => {
    const { url, host } = probe as { url?: string; host?: string };
    const name = host ?? (url && URL.canParse(url) ? new URL(url).hostname : undefined);
    return name === undefined ? [] : [name];
  });
  const internal = entriesOf(book, 'services').filter(({ data }) => data.audience !== 'public');
  const ids = [...internal, ...entriesOf(book, 'runbooks'), ...entriesOf(book, 'teams')].map(({ id }) => id);
  return [...new Set([...hosts, ...ids, ...book.alerts.keys()])].filter((name) => name.length > 3);
}

/** Every text of the external part, with where it stands. */
function* textsOf({ external }: Postmortem): Generator<[DataPath, string]> {
  if (!external) return;
  const { title, summary, whatHappened, actions } = external;
  if (title !== undefined) yield [['external', 'title'], title];
  yield [['external', 'summary'], summary];
  yield [['external', 'whatHappened'], whatHappened];
  for (const [index, text] of actions.entries()) yield [['external', 'actions', index], text];
}

export const externalNames: Rule = {
  id: 'external-names',
  level: 'error',
  reason:
    'The external part of a postmortem is published, and a host or page from inside helps nobody but attackers.',
  *check({ book }): Generator<Complaint> {
    const names = namesInside(book);
    for (const { data, source } of entriesOf(book, 'postmortems')) {
      for (const [path, text] of textsOf(data)) {
        const found =
          INSIDE.exec(text)?.[0] ?? INTERNAL_PAGE.exec(text)?.[0] ?? names.find((name) => holds(text, name));
        if (found === undefined) continue;
        yield {
          ...complain(
            source,
            path,
            `"${found}" is from inside, and customers read this; say it without that name`,
          ),
          at: source.locateWords(path, found, 0),
        };
      }
    }
  },
};

/** Whether a name stands in a text as a word of its own. */
function holds(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
    if (!/[\w-]/.test(around)) return true;
  }
  return false;
}
