import { entriesOf } from '../../book/book.ts';
import { isOpen } from '../../incidents/incident.ts';
import { type ComponentFacts, WINDOWS } from '../../views/facts.ts';
import { headline } from '../../views/headline.ts';
import { formulaWords } from '../../views/how-we-measure.ts';
import { objectiveRows } from '../../views/objectives.ts';
import { statusGroups } from '../../views/status-groups.ts';
import { type Publication, siteName } from '../publication.ts';
import { incidentRow, openMd, twin } from './incidents.ts';
import { comingMd } from './maintenance.ts';
import { md, mdLink, mdList, mdPage, mdTable, paragraphs } from './write.ts';

/** Windows of planned work on the front page, and incidents on the page of a component, as the pages have them. */
const WORK = 4;
const INCIDENTS = 30;

/** The front page. */
export function statusMd(publication: Publication): string {
  const { book, facts, words, settings } = publication;
  const { say } = words;
  const { introduction } = book.config.public;
  const groups = statusGroups(book, facts, settings.audience);
  const newest = facts.record.newestAt;
  return mdPage([
    `# ${md(siteName(publication))}`,
    md(
      newest === null
        ? say('noClaim')
        : say('asOf', { when: words.instant(newest), span: words.span(facts.now - newest) }),
    ),
    `**${md(headline(facts.page(settings.audience), words))}**`,
    introduction && paragraphs(introduction),
    openMd(publication, facts.incidents.filter(isOpen)),
    groups.length === 0 && md(say('noComponent')),
    ...groups.map(
      (group) =>
        `## ${md(group.title)}\n\n${mdTable(
          [say('component'), say('now'), say('began'), say('uptime'), say('observed')],
          group.components.map((component) => componentRow(publication, component)),
        )}`,
    ),
    `## ${md(say('maintenance'))}`,
    comingMd(publication, { count: WORK }),
    mdList([
      mdLink(say('allIncidents'), twin(publication, '/incidents/')),
      mdLink(say('howWeMeasure'), twin(publication, '/how-we-measure/')),
    ]),
  ]);
}

function componentRow(publication: Publication, { service, standing, windows }: ComponentFacts): string[] {
  const { words } = publication;
  const { uptime } = windows.quarter;
  return [
    mdLink(service.data.title, twin(publication, `/components/${service.id}/`)),
    md(words.say(`state.${standing.state}`)),
    standing.since === null ? '–' : md(words.instant(standing.since)),
    md(words.percent(uptime.ratio, 3)),
    md(words.percent(uptime.coverage, 1)),
  ];
}

/** The page of a component. */
export function componentMd(publication: Publication, component: ComponentFacts): string {
  const { book, facts, words } = publication;
  const { say } = words;
  const { service, standing, windows, days, now } = component;
  const profile = windows.day.uptime.profile;
  const incidents = facts.incidents.filter(({ services }) => services.includes(service.id));
  const span = (ms: number) => (ms > 0 ? words.span(ms) : '0');
  const objectives = objectiveRows(
    entriesOf(book, 'slos').filter(({ data }) => data.service === service.id),
    facts,
    words,
  );
  return mdPage([
    `# ${md(service.data.title)}`,
    service.data.publicSummary && paragraphs(service.data.publicSummary),
    mdList([
      `**${md(say('now'))}**: ${md(say(`state.${standing.state}`))}${standing.reported ? ` (${md(say('reportedByPeople'))})` : ''}`,
      ...(standing.since === null ? [] : [md(say('since', { when: words.instant(standing.since) }))]),
      `**${md(say('newestMeasurement'))}**: ${md(now.newestAt === null ? say('nothingMeasured') : words.instant(now.newestAt))}`,
    ]),
    `## ${md(say('figures'))}`,
    mdTable(
      [
        say('window'),
        say('uptime'),
        say('observed'),
        say('samples'),
        say('down'),
        say('degraded'),
        say('underMaintenance'),
        'p50',
        'p95',
        'p99',
      ],
      WINDOWS.map(({ id }) => {
        const { uptime, latency } = windows[id];
        return [
          say(`window.${id}`),
          words.percent(uptime.ratio, 3),
          words.percent(uptime.coverage, 1),
          words.number(uptime.sampleCount ?? 0),
          span(uptime.badMs),
          span(uptime.degradedMs),
          span(uptime.maintenanceMs),
          words.ms(latency.p50),
          words.ms(latency.p95),
          words.ms(latency.p99),
        ].map(md);
      }),
    ),
    md(`${say('uptime')}: ${formulaWords(profile, words)}; ${say('measure.roundingText')}.`),
    objectives.length > 0 && `## ${md(say('objectives'))}`,
    mdTable(
      [say('objective'), say('target'), say('now'), say('budgetLeft'), say('window')],
      objectives.map((row) => [row.title, row.target, row.now, row.left, row.window].map(md)),
    ),
    `## ${md(say('incidents'))}`,
    incidents.length === 0
      ? md(say('noOutage'))
      : mdList(incidents.slice(0, INCIDENTS).map((incident) => incidentRow(publication, incident))),
    `## ${md(say('maintenance'))}`,
    comingMd(publication, { service: service.id }),
    `## ${md(say('dayByDay'))}`,
    mdTable(
      [say('day'), say('status'), say('down'), say('degraded'), say('underMaintenance'), say('noData')],
      days
        .toReversed()
        .map((day) =>
          [
            words.day(Date.parse(day.day)),
            say(`level.${day.level}`),
            span(day.downMs),
            span(day.degradedMs),
            span(day.maintenanceMs),
            span(day.unknownMs),
          ].map(md),
        ),
    ),
  ]);
}
