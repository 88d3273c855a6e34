import { entriesOf } from '../../book/book.ts';
import { historyMonths } from '../../views/history.ts';
import { measureBlocks } from '../../views/how-we-measure.ts';
import { incidentTitle } from '../../views/incident-words.ts';
import { shownComponents } from '../../views/status-groups.ts';
import { addressOf, type Publication, siteName } from '../publication.ts';
import { historyMd, incidentMd, monthMd, twin } from './incidents.ts';
import { maintenanceListMd, maintenanceMd } from './maintenance.ts';
import { postmortemMd } from './postmortems.ts';
import { componentMd, statusMd } from './status.ts';
import { blocksMd, md, mdLink, mdList, mdPage, mdTable, paragraphs } from './write.ts';

/** The Markdown twin of every page of the public site, by the path of the page. Each is written when it is asked for. */
export function markdownPages(publication: Publication): Map<string, () => string> {
  const { book, facts, settings } = publication;
  const pages = new Map<string, () => string>([
    ['/', () => statusMd(publication)],
    ['/incidents/', () => historyMd(publication)],
    ['/maintenance/', () => maintenanceListMd(publication)],
    ['/how-we-measure/', () => measureMd(publication)],
    ['/subscribe/', () => subscribeMd(publication)],
  ]);
  for (const component of shownComponents(book, facts, settings.audience)) {
    pages.set(`/components/${component.service.id}/`, () => componentMd(publication, component));
  }
  for (const month of historyMonths(facts, book.config.record.historyDays)) {
    pages.set(`/incidents/month/${month.month}/`, () => monthMd(publication, month));
  }
  for (const incident of facts.incidents) {
    pages.set(`/incidents/${incident.id}/`, () => incidentMd(publication, incident));
  }
  for (const entry of entriesOf(book, 'postmortems')) {
    pages.set(`/postmortems/${entry.id}/`, () => postmortemMd(publication, entry));
  }
  for (const entry of entriesOf(book, 'maintenance')) {
    pages.set(`/maintenance/${entry.id}/`, () => maintenanceMd(publication, entry));
  }
  return pages;
}

function measureMd(publication: Publication): string {
  const { book, facts, words, settings } = publication;
  return mdPage([
    `# ${md(words.say('howWeMeasure'))}`,
    md(words.say('measure.lede')),
    blocksMd(measureBlocks(book, facts, words, settings), (path) => addressOf(publication, path)),
  ]);
}

function subscribeMd(publication: Publication): string {
  const { book, facts, words, settings } = publication;
  const { say } = words;
  const link = (text: string, path: string) => mdLink(text, addressOf(publication, path));
  const feeds = (kind: string) =>
    `${link('Atom', `/feeds/${kind}.atom`)}, ${link('JSON Feed', `/feeds/${kind}.json`)}`;
  return mdPage([
    `# ${md(say('subscribe'))}`,
    md(say('subscribe.lede')),
    `## ${md(say('subscribe.feeds'))}`,
    mdList([
      `${md(say('subscribe.perIncident'))}: ${feeds('incidents')}`,
      `${md(say('subscribe.perUpdate'))}: ${feeds('updates')}`,
    ]),
    `## ${md(say('subscribe.calendars'))}`,
    link(`${say('subscribe.all')} (.ics)`, '/maintenance.ics'),
    `## ${md(say('components'))}`,
    mdTable(
      [say('component'), say('subscribe.feeds'), say('subscribe.calendars'), say('subscribe.badges')],
      shownComponents(book, facts, settings.audience).map(({ service }) => [
        mdLink(service.data.title, twin(publication, `/components/${service.id}/`)),
        feeds(`components/${service.id}/incidents`),
        link('.ics', `/calendars/${service.id}.ics`),
        `${link(say('status'), `/badges/${service.id}/status.svg`)}, ${link(say('uptime'), `/badges/${service.id}/uptime-30d.svg`)}, ${link(say('responseTime'), `/badges/${service.id}/response-time-24h.svg`)}`,
      ]),
    ),
    `## ${md(say('subscribe.api'))}`,
    md(say('subscribe.apiText')),
    mdList([
      link('/api/v1/index.json', '/api/v1/index.json'),
      link('/api/v1/status.json', '/api/v1/status.json'),
      link('/api/v2/summary.json', '/api/v2/summary.json'),
      link('/llms.txt', '/llms.txt'),
    ]),
  ]);
}

/** `llms.txt`: what the site is and where everything stands as Markdown or data. */
export function llmsText(publication: Publication): string {
  const { book, facts, words, settings } = publication;
  const { say } = words;
  const { introduction } = book.config.public;
  const recent = facts.incidents.slice(0, 20);
  const learnt = entriesOf(book, 'postmortems')
    .toSorted((a, b) => (a.data.timestamps.impactStartedAt < b.data.timestamps.impactStartedAt ? 1 : -1))
    .slice(0, 20);
  const item = (text: string, path: string) => mdLink(text, twin(publication, path));
  const data = (path: string) => mdLink(path, addressOf(publication, path));
  return mdPage([
    `# ${md(siteName(publication))}`,
    `> ${md(introduction ?? say('measure.lede'))}`,
    paragraphs(say('llms.lede')),
    `## ${md(say('pages'))}`,
    mdList([
      item(say('status'), '/'),
      item(say('history'), '/incidents/'),
      item(say('maintenance'), '/maintenance/'),
      item(say('howWeMeasure'), '/how-we-measure/'),
      item(say('subscribe'), '/subscribe/'),
    ]),
    `## ${md(say('components'))}`,
    mdList(
      shownComponents(book, facts, settings.audience).map(
        ({ service }) =>
          `${item(service.data.title, `/components/${service.id}/`)}${service.data.publicSummary ? `: ${md(service.data.publicSummary)}` : ''}`,
      ),
    ),
    recent.length > 0 && `## ${md(say('incidents'))}`,
    mdList(
      recent.map((incident) =>
        item(
          `${incidentTitle(incident, book, words)}, ${words.day(incident.startedAt)}`,
          `/incidents/${incident.id}/`,
        ),
      ),
    ),
    learnt.length > 0 && `## ${md(say('readPostmortem'))}`,
    mdList(learnt.map(({ id, data }) => `${item(data.title, `/postmortems/${id}/`)}: ${md(data.summary)}`)),
    `## ${md(say('subscribe.api'))}`,
    mdList(
      ['/api/v1/index.json', '/api/v2/summary.json', '/feeds/updates.json', '/maintenance.ics'].map(data),
    ),
  ]);
}
