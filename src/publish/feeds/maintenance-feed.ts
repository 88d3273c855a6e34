import { componentTitle } from '../../views/incident-words.ts';
import type { PlannedWindow } from '../../views/maintenance.ts';
import { addressOf, isoMs, type Publication, siteName } from '../publication.ts';
import { publishedWindows, windowId, windowState } from '../windows.ts';
import type { Feed, FeedEntry } from './feed.ts';
import { uriOf } from './identity.ts';
import { paragraph } from './text.ts';

/** One entry a window of planned work, the same instances as in the calendar, by start. */
export function maintenanceFeed(publication: Publication): Feed {
  const { facts, words, settings } = publication;
  const name = siteName(publication);
  const entries = publishedWindows(publication).map((window) => windowEntry(publication, window));
  return {
    path: '/feeds/maintenance',
    id: uriOf(publication, '/feeds/maintenance'),
    title: words.say('feed.maintenance', { name }),
    author: name,
    home: settings.siteUrl === null ? null : addressOf(publication, '/maintenance/'),
    language: words.language,
    updated: Math.max(
      ...entries.map(({ updated }) => updated),
      entries.length ? 0 : (facts.record.newestAt ?? 0),
    ),
    entries,
  };
}

function windowEntry(publication: Publication, window: PlannedWindow): FeedEntry {
  const { book, facts, words } = publication;
  const { data } = window.entry;
  const state = windowState(window, facts.now);
  const when = `${words.instant(window.from)} – ${words.instant(window.to)}`;
  const called = window.cancelled ? `${data.title} (${words.say('cancelled')})` : data.title;
  return {
    id: uriOf(publication, `/maintenance/${windowId(window)}`),
    title: `${called}, ${words.day(window.from)}`,
    link: addressOf(publication, `/maintenance/${window.entry.id}/`),
    published: window.announcedFrom,
    updated: window.announcedFrom,
    html: `${paragraph(when)}${paragraph(data.summary)}`,
    text: `${when}: ${data.summary}`,
    categories: data.services.map((id) => ({
      scheme: 'component' as const,
      term: id,
      label: componentTitle(book, id),
    })),
    data: {
      kind: 'maintenance',
      window: windowId(window),
      state,
      impact: data.impact,
      components: data.services,
      from: isoMs(window.from),
      to: isoMs(window.to),
    },
  };
}
