import { type Entry, entriesOf } from '../../book/book.ts';
import { DAY_MS } from '../../calendar/time.ts';
import type { ViewContext } from '../../views/context.ts';
import { componentTitle } from '../../views/incident-words.ts';
import { maintenanceBlocks, plannedWindows } from '../../views/maintenance.ts';
import { unknown } from '../../views/model.ts';
import { addressOf, type Publication } from '../publication.ts';
import { windowState } from '../windows.ts';
import { twin } from './incidents.ts';
import { blocksMd, md, mdLink, mdList, mdPage, mdTable, paragraphs } from './write.ts';

/** Days ahead that the pages show. */
const DAYS = 120;

const STATE_WORDS = {
  planned: 'isPlanned',
  announced: 'isAnnounced',
  'in progress': 'inProgress',
  over: 'resolved',
  cancelled: 'cancelled',
} as const;

/** Planned work in progress and coming, as the pages list it. */
export function comingMd(
  publication: Publication,
  { entry, service, count = 6 }: { entry?: string; service?: string; count?: number },
): string {
  const { book, facts, words } = publication;
  const { say } = words;
  const coming = plannedWindows(book, { from: facts.now, to: facts.now + DAYS * DAY_MS })
    .filter(
      (work) =>
        (entry === undefined || work.entry.id === entry) &&
        (service === undefined || work.entry.data.services.includes(service)),
    )
    .slice(0, count);
  if (coming.length === 0) return md(`${say('noMaintenance', { days: DAYS })} ${say('announcedAhead')}`);
  return mdTable(
    [say('work'), say('status'), say('start'), say('end'), say('components')],
    coming.map((work) => [
      mdLink(work.entry.data.title, twin(publication, `/maintenance/${work.entry.id}/`)),
      md(say(STATE_WORDS[windowState(work, facts.now)])),
      md(words.instant(work.from)),
      md(words.instant(work.to)),
      md(work.entry.data.services.map((id) => componentTitle(book, id)).join(', ')),
    ]),
  );
}

/** The list of planned work. */
export function maintenanceListMd(publication: Publication): string {
  const { book, words } = publication;
  const entries = entriesOf(book, 'maintenance').map(
    ({ id, data }) => `${mdLink(data.title, twin(publication, `/maintenance/${id}/`))}: ${md(data.summary)}`,
  );
  return mdPage([
    `# ${md(words.say('maintenance'))}`,
    comingMd(publication, { count: 12 }),
    entries.length > 0 &&
      mdLink(`${words.say('calendar')} (.ics)`, addressOf(publication, '/maintenance.ics')),
    mdList(entries),
  ]);
}

/** One entry of planned work. */
export function maintenanceMd(publication: Publication, entry: Entry<'maintenance'>): string {
  const { book, facts, words, settings } = publication;
  // Nothing that these blocks show is computed from the record.
  const context: ViewContext = { book, now: facts.now, computed: () => unknown() };
  return mdPage([
    `# ${md(entry.data.title)}`,
    paragraphs(entry.data.summary),
    blocksMd(maintenanceBlocks(entry, context, words, settings.audience), (path) =>
      twin(publication, path.replace(/#.*$/, '')),
    ),
    comingMd(publication, { entry: entry.id, count: 10 }),
  ]);
}
