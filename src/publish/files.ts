import { shownComponents } from '../views/status-groups.ts';
import {
  componentDocument,
  incidentDocument,
  incidentsDocument,
  indexDocument,
  maintenanceDocument,
  slosDocument,
} from './api/documents.ts';
import { responseTimesDocument } from './api/response-times.ts';
import { apiJsonSchemas } from './api/schemas.ts';
import { freshnessDocument, statusDocument } from './api/status.ts';
import { badgeJson, badgeSvg, badges } from './badges.ts';
import { calendarText } from './calendar.ts';
import type { Feed } from './feeds/feed.ts';
import { incidentFeed, updateFeed } from './feeds/incident-feeds.ts';
import { maintenanceFeed } from './feeds/maintenance-feed.ts';
import { atomText, jsonFeedText, rssText } from './feeds/render.ts';
import { llmsText, markdownPages } from './markdown/pages.ts';
import { jsonText, type Publication } from './publication.ts';
import { SECURITY_PATH, securityText } from './security-txt.ts';
import { type DocumentName, statuspageDocuments } from './statuspage/documents.ts';
import { DOCUMENT_SHAPES } from './statuspage/shapes.ts';

/** Files by their path below the base path, each written when it is asked for. */
export type Files = Map<string, () => string>;

/**
 * Every machine-readable file of a site. Markdown twins are only there for readers of the public site; the handbook
 * is Markdown already.
 */
export function publishedFiles(publication: Publication): Files {
  const { settings } = publication;
  return new Map([
    ...statuspageFiles(publication),
    ...apiFiles(publication),
    ...feedFiles(publication),
    ...calendarFiles(publication),
    ...badgeFiles(publication),
    ...(settings.audience === 'public' ? markdownFiles(publication) : []),
  ]);
}

function statuspageFiles(publication: Publication): Files {
  const documents = once(() => statuspageDocuments(publication));
  return new Map(
    (Object.keys(DOCUMENT_SHAPES) as DocumentName[]).map((name) => [
      `api/v2/${name}`,
      () => jsonText(documents()[name]),
    ]),
  );
}

function apiFiles(publication: Publication): Files {
  const { book, facts, settings } = publication;
  const shown = shownComponents(book, facts, settings.audience);
  const files: Files = new Map();
  const add = (path: string, make: () => object) => files.set(`api/v1/${path}`, () => jsonText(make()));
  add('index.json', () => indexDocument(publication, shown));
  add('status.json', () => statusDocument(publication));
  add('freshness.json', () => freshnessDocument(publication));
  add('incidents.json', () => incidentsDocument(publication));
  add('maintenance.json', () => maintenanceDocument(publication));
  add('slos.json', () => slosDocument(publication));
  for (const component of shown) {
    const { id } = component.service;
    add(`components/${id}.json`, () => componentDocument(publication, component));
    // Thousands of numbers that a chart fetches: a line for each would double what it weighs.
    files.set(
      `api/v1/response-times/${id}.json`,
      () => `${JSON.stringify(responseTimesDocument(publication, component))}\n`,
    );
  }
  for (const incident of facts.incidents) {
    add(`incidents/${incident.id}.json`, () => incidentDocument(publication, incident));
  }
  for (const [name, schema] of apiJsonSchemas()) add(`schemas/${name}.schema.json`, () => schema);
  return files;
}

function feedFiles(publication: Publication): Files {
  const { book, facts, settings } = publication;
  const files: Files = new Map();
  const add = (path: string, make: () => Feed) => {
    files.set(`${path}.atom`, () => atomText(publication, make()));
    files.set(`${path}.json`, () => jsonFeedText(publication, make()));
  };
  add('feeds/incidents', () => incidentFeed(publication));
  add('feeds/updates', () => updateFeed(publication));
  add('feeds/maintenance', () => maintenanceFeed(publication));
  for (const { service } of shownComponents(book, facts, settings.audience)) {
    add(`feeds/components/${service.id}/incidents`, () => incidentFeed(publication, service.id));
    add(`feeds/components/${service.id}/updates`, () => updateFeed(publication, service.id));
  }
  // Where readers of other status pages look for it.
  const history = () => incidentFeed(publication, undefined, '/history');
  files.set('history.atom', () => atomText(publication, history()));
  files.set('history.rss', () => rssText(publication, history()));
  return files;
}

function calendarFiles(publication: Publication): Files {
  const { book, facts, settings } = publication;
  const files: Files = new Map([['maintenance.ics', () => calendarText(publication)]]);
  for (const { service } of shownComponents(book, facts, settings.audience)) {
    files.set(`calendars/${service.id}.ics`, () => calendarText(publication, service.id));
  }
  return files;
}

function badgeFiles(publication: Publication): Files {
  const files: Files = new Map();
  for (const [path, badge] of badges(publication)) {
    files.set(`badges/${path}.svg`, () => badgeSvg(badge));
    files.set(`badges/${path}.json`, () => badgeJson(badge));
  }
  return files;
}

function markdownFiles(publication: Publication): Files {
  const files: Files = new Map([['llms.txt', () => llmsText(publication)]]);
  for (const [path, make] of markdownPages(publication)) files.set(`${path.slice(1)}index.md`, make);
  const security = securityText(publication);
  if (security !== null) files.set(SECURITY_PATH, () => security);
  return files;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
