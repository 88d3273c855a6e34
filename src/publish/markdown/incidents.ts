import type { IncidentMonth } from '../../incidents/gather.ts';
import { type Incident, isOpen } from '../../incidents/incident.ts';
import { historyMonths, RECENT_MONTHS } from '../../views/history.ts';
import { componentTitle, incidentTitle, lastedWords, updateText } from '../../views/incident-words.ts';
import { publicPostmortem } from '../../views/postmortem-public.ts';
import { addressOf, type Publication } from '../publication.ts';
import { proseMd } from './prose.ts';
import { md, mdLink, mdList, mdPage, paragraphs } from './write.ts';

/** The history: what is open, the recent months, and links to the older ones. */
export function historyMd(publication: Publication): string {
  const { book, facts, words } = publication;
  const months = historyMonths(facts, book.config.record.historyDays);
  const open = facts.incidents.filter(isOpen);
  const older = months.slice(RECENT_MONTHS);
  return mdPage([
    `# ${md(words.say('history'))}`,
    openMd(publication, open),
    facts.incidents.length === 0 && md(words.say('noIncident')),
    ...months.slice(0, RECENT_MONTHS).map((month) => monthSection(publication, month)),
    mdList(
      older.map(({ month }) =>
        mdLink(monthName(publication, month), addressOf(publication, `/incidents/month/${month}/index.md`)),
      ),
    ),
  ]);
}

/** One month of the history. */
export function monthMd(publication: Publication, month: IncidentMonth): string {
  return mdPage([`# ${md(publication.words.say('history'))}`, monthSection(publication, month)]);
}

function monthName({ words }: Publication, month: string): string {
  return words.month(Date.parse(`${month}-01T00:00:00Z`));
}

function monthSection(publication: Publication, { month, incidents }: IncidentMonth): string {
  const name = monthName(publication, month);
  const list =
    incidents.length === 0
      ? md(publication.words.say('noIncidentIn', { month: name }))
      : mdList(incidents.map((incident) => incidentRow(publication, incident)));
  return `## ${md(name)}\n\n${list}`;
}

/** One incident in a list. */
export function incidentRow(publication: Publication, incident: Incident): string {
  const { book, words } = publication;
  const says = [
    words.say(`impact.${incident.impact}`),
    incident.resolvedAt === null ? words.say(`incident.${incident.state}`) : null,
    incident.origin === 'automatic' ? words.say('automatic') : null,
    words.instant(incident.startedAt),
    lastedWords(incident, words),
    words.list(incident.services.map((id) => componentTitle(book, id))),
  ];
  return `${mdLink(incidentTitle(incident, book, words), twin(publication, `/incidents/${incident.id}/`))}: ${md(
    says.filter((one) => one !== null).join(' · '),
  )}`;
}

/** What is open, each with the newest thing that was said; nothing when nothing is. */
export function openMd(publication: Publication, open: readonly Incident[]): string {
  if (open.length === 0) return '';
  const { book, words } = publication;
  const items = open.map((incident) => {
    const latest = incident.updates.at(-1);
    const said = latest
      ? ` ${md(`${words.instant(latest.at)}: ${updateText(latest, incident, book, words)}`)}`
      : '';
    const impacts = incident.services.map(
      (id) => `${componentTitle(book, id)}: ${words.say(`impact.${incident.impacts.get(id) ?? 'none'}`)}`,
    );
    return `${incidentRow(publication, incident)}.${said} (${md(impacts.join(' · '))})`;
  });
  return `## ${md(words.say('openIncidents'))}\n\n${mdList(items)}`;
}

/** One incident with everything that its page says. */
export function incidentMd(publication: Publication, incident: Incident): string {
  const { book, words } = publication;
  const { say } = words;
  const pair = (label: string, value: string) => `**${md(label)}**: ${value}`;
  const updates = incident.updates.toReversed().map((update) => {
    const changes = update.changes.map(({ service, from, to }) =>
      md(
        say('change', {
          component: componentTitle(book, service),
          from: say(`impact.${from}`),
          to: say(`impact.${to}`),
        }),
      ),
    );
    return [
      `### ${md(`${say(`incident.${update.state}`)}, ${words.instant(update.at)}`)}`,
      paragraphs(updateText(update, incident, book, words)),
      ...(changes.length > 0 ? [mdList(changes)] : []),
    ].join('\n\n');
  });
  const outages = incident.outages.map(({ service, from, to }) =>
    md(
      `${componentTitle(book, service)}: ${words.instant(from)} – ${to === null ? say('stillDown') : words.instant(to)}`,
    ),
  );
  const learnt = publicPostmortem(book, incident.entry);
  return mdPage([
    `# ${md(incidentTitle(incident, book, words))}`,
    incident.origin === 'automatic' && md(say('automaticNote')),
    mdList([
      pair(say('status'), md(say(`incident.${incident.state}`))),
      pair(say('impact'), md(say(`impact.${incident.impact}`))),
      pair(
        say('components'),
        incident.services
          .map((id) => mdLink(componentTitle(book, id), twin(publication, `/components/${id}/`)))
          .join(', '),
      ),
      pair(say('began'), md(words.instant(incident.startedAt))),
      pair(
        say('resolved'),
        md(
          incident.resolvedAt === null
            ? say('stillOpen')
            : `${words.instant(incident.resolvedAt)} (${lastedWords(incident, words)})`,
        ),
      ),
      ...(learnt
        ? [
            pair(
              say('postmortem'),
              mdLink(say('readPostmortem'), twin(publication, `/postmortems/${learnt.id}/`)),
            ),
          ]
        : []),
    ]),
    `## ${md(say('updates'))}`,
    ...updates,
    incident.entry && outages.length > 0 && `## ${md(say('detectedOutages'))}\n\n${mdList(outages)}`,
    incident.entry?.source.body && proseMd(incident.entry.source.body),
  ]);
}

/** Address of the Markdown twin of a page. */
export function twin(publication: Publication, path: string): string {
  return addressOf(publication, `${path}index.md`);
}
