import type { Incident, IncidentUpdate } from '../../incidents/incident.ts';
import { componentTitle, incidentTitle, lastedWords, updateText } from '../../views/incident-words.ts';
import { publicPostmortem } from '../../views/postmortem-public.ts';
import { addressOf, isoMs, isoOrNull, type Publication, siteName } from '../publication.ts';
import { type Category, type Feed, type FeedEntry, MOST_ENTRIES } from './feed.ts';
import { uriOf } from './identity.ts';
import { escapeXml, paragraph } from './text.ts';

/** One entry an incident, revised in place: its id stays, its time and text follow. Of one component when named. */
export function incidentFeed(publication: Publication, service?: string, path?: string): Feed {
  const incidents = ofService(publication, service).slice(0, MOST_ENTRIES);
  return frame(
    publication,
    path ?? feedPath('incidents', service),
    'feed.incidents',
    service,
    incidents.map((incident) => incidentEntry(publication, incident)),
  );
}

/** One entry an update, never changed: another update is another entry. Of one component when named. */
export function updateFeed(publication: Publication, service?: string): Feed {
  const entries = ofService(publication, service)
    .flatMap((incident) => incident.updates.map((update) => ({ incident, update })))
    .sort((a, b) => b.update.at - a.update.at || (a.update.id < b.update.id ? 1 : -1))
    .slice(0, MOST_ENTRIES)
    .map(({ incident, update }) => updateEntry(publication, incident, update));
  return frame(publication, feedPath('updates', service), 'feed.updates', service, entries);
}

function feedPath(kind: string, service: string | undefined): string {
  return service === undefined ? `/feeds/${kind}` : `/feeds/components/${service}/${kind}`;
}

function ofService({ facts }: Publication, service: string | undefined): readonly Incident[] {
  return facts.incidents.filter((incident) => service === undefined || incident.services.includes(service));
}

function frame(
  publication: Publication,
  path: string,
  key: 'feed.incidents' | 'feed.updates',
  service: string | undefined,
  entries: readonly FeedEntry[],
): Feed {
  const { book, facts, words, settings } = publication;
  const name = siteName(publication);
  const whole = words.say(key, { name });
  return {
    path,
    id: uriOf(publication, path),
    title:
      service === undefined
        ? whole
        : words.say('feed.ofComponent', { feed: whole, component: componentTitle(book, service) }),
    author: name,
    home:
      settings.siteUrl === null
        ? null
        : addressOf(publication, service === undefined ? '/' : `/components/${service}/`),
    language: words.language,
    // A feed without entries has not changed since the newest thing that is known at all.
    updated: Math.max(
      ...entries.map(({ updated }) => updated),
      entries.length ? 0 : (facts.record.newestAt ?? 0),
    ),
    entries,
  };
}

function incidentEntry(publication: Publication, incident: Incident): FeedEntry {
  const { book, words } = publication;
  const blocks = incident.updates.toReversed().map((update) => updateHtml(publication, incident, update));
  const learnt = publicPostmortem(book, incident.entry);
  const page = learnt && addressOf(publication, `/postmortems/${learnt.id}/`);
  const toldAt = learnt?.data.external?.publishedAt;
  return {
    id: uriOf(publication, `/incidents/${incident.id}`),
    title: incidentTitle(incident, book, words),
    link: addressOf(publication, `/incidents/${incident.id}/`),
    published: incident.updates[0]?.at ?? incident.startedAt,
    // One who read of the incident is told again once there is more to read.
    updated: Math.max(incident.updatedAt, toldAt === undefined ? 0 : Date.parse(toldAt)),
    html: `${paragraph(`${words.say(`impact.${incident.impact}`)} · ${lastedWords(incident, words)}`)}${learnt ? learntHtml(publication, learnt.data.summary, page as string) : ''}${blocks.join('')}`,
    text: [
      ...(learnt ? [`${words.say('readPostmortem')}: ${learnt.data.summary} ${page}`] : []),
      ...incident.updates.toReversed().map((update) => updateLine(publication, incident, update)),
    ].join('\n'),
    categories: categoriesOf(publication, incident.impact, incident.state, incident.services),
    data: {
      kind: 'incident',
      incident: incident.id,
      state: incident.state,
      impact: incident.impact,
      components: incident.services,
      from: isoMs(incident.startedAt),
      to: isoOrNull(incident.resolvedAt),
    },
  };
}

function updateEntry(publication: Publication, incident: Incident, update: IncidentUpdate): FeedEntry {
  const { book, words } = publication;
  // What an update says must not move with what later ones say, so its impact is what it changed itself.
  const worst = update.changes.map(({ to }) => to).sort((a, b) => rank(b) - rank(a))[0] ?? 'none';
  const touched =
    update.changes.length > 0 ? update.changes.map(({ service }) => service) : incident.services;
  return {
    id: uriOf(publication, `/incidents/${update.id}`),
    title: words.say('feed.entry', {
      state: words.say(`incident.${update.state}`),
      title: incidentTitle(incident, book, words),
    }),
    link: addressOf(publication, `/incidents/${incident.id}/#update-${update.at}`),
    published: update.at,
    updated: update.at,
    html: updateHtml(publication, incident, update),
    text: updateLine(publication, incident, update),
    categories: categoriesOf(publication, worst, update.state, touched),
    data: {
      kind: 'update',
      incident: incident.id,
      state: update.state,
      impact: worst,
      components: touched,
      from: isoMs(update.at),
      to: null,
    },
  };
}

const RANKS = { none: 0, degraded: 1, 'partial outage': 2, 'major outage': 3 } as const satisfies Record<
  Incident['impact'],
  number
>;
const rank = (impact: Incident['impact']): number => RANKS[impact];

function updateHtml({ book, words }: Publication, incident: Incident, update: IncidentUpdate): string {
  const state = escapeXml(words.say(`incident.${update.state}`));
  const changes = update.changes.map(({ service, from, to }) =>
    escapeXml(
      words.say('change', {
        component: componentTitle(book, service),
        from: words.say(`impact.${from}`),
        to: words.say(`impact.${to}`),
      }),
    ),
  );
  const list = changes.length > 0 ? `<ul>${changes.map((one) => `<li>${one}</li>`).join('')}</ul>` : '';
  return `<p><small>${escapeXml(words.instant(update.at))}</small><br><strong>${state}</strong></p>${paragraph(
    updateText(update, incident, book, words),
  )}${list}`;
}

function learntHtml({ words }: Publication, summary: string, page: string): string {
  const link = `<a href="${escapeXml(page)}">${escapeXml(words.say('readPostmortem'))}</a>`;
  return `<p>${escapeXml(summary)} ${link}</p>`;
}

function updateLine({ book, words }: Publication, incident: Incident, update: IncidentUpdate): string {
  return `${words.instant(update.at)}: ${words.say(`incident.${update.state}`)}. ${updateText(update, incident, book, words)}`;
}

function categoriesOf(
  { book, words }: Publication,
  impact: Incident['impact'],
  state: Incident['state'],
  services: readonly string[],
): Category[] {
  return [
    { scheme: 'impact', term: impact, label: words.say(`impact.${impact}`) },
    { scheme: 'state', term: state, label: words.say(`incident.${state}`) },
    ...services.map((id) => ({ scheme: 'component' as const, term: id, label: componentTitle(book, id) })),
  ];
}
