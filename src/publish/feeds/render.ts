import { addressOf, isoMs, jsonText, type Publication } from '../publication.ts';
import type { Feed, FeedEntry } from './feed.ts';
import { escapeXml as xml } from './text.ts';

/** The address that names a vocabulary of categories: the schema whose words they are. */
function schemeOf(publication: Publication, scheme: string): string {
  return addressOf(publication, `/api/v1/schemas/incident.schema.json#${scheme}`);
}

/**
 * Atom (RFC 4287). Where the site has no address links are references, which readers resolve against where they found
 * the feed.
 */
export function atomText(publication: Publication, feed: Feed): string {
  const self = addressOf(publication, `${feed.path}.atom`);
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(feed.language)}">`,
    `<id>${xml(feed.id)}</id>`,
    `<title>${xml(feed.title)}</title>`,
    `<updated>${isoMs(feed.updated)}</updated>`,
    `<author><name>${xml(feed.author)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${xml(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(feed.home ?? addressOf(publication, '/'))}"/>`,
    ...feed.entries.map((entry) => atomEntry(publication, entry)),
    '</feed>',
  ];
  return `${lines.join('\n')}\n`;
}

function atomEntry(publication: Publication, entry: FeedEntry): string {
  return [
    '<entry>',
    `<id>${xml(entry.id)}</id>`,
    `<title>${xml(entry.title)}</title>`,
    `<published>${isoMs(entry.published)}</published>`,
    `<updated>${isoMs(entry.updated)}</updated>`,
    `<link rel="alternate" type="text/html" href="${xml(entry.link)}"/>`,
    ...entry.categories.map(
      ({ scheme, term, label }) =>
        `<category scheme="${xml(schemeOf(publication, scheme))}" term="${xml(term)}" label="${xml(label)}"/>`,
    ),
    `<content type="html">${xml(entry.html)}</content>`,
    '</entry>',
  ].join('\n');
}

/** RSS 2.0, for readers that know nothing newer. */
export function rssText(publication: Publication, feed: Feed): string {
  const items = feed.entries.map((entry) =>
    [
      '<item>',
      `<title>${xml(entry.title)}</title>`,
      `<link>${xml(entry.link)}</link>`,
      `<guid isPermaLink="false">${xml(entry.id)}</guid>`,
      `<pubDate>${new Date(entry.updated).toUTCString()}</pubDate>`,
      ...entry.categories.map(
        ({ scheme, term }) =>
          `<category domain="${xml(schemeOf(publication, scheme))}">${xml(term)}</category>`,
      ),
      `<description>${xml(entry.html)}</description>`,
      '</item>',
    ].join('\n'),
  );
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0">',
    '<channel>',
    `<title>${xml(feed.title)}</title>`,
    `<link>${xml(feed.home ?? addressOf(publication, '/'))}</link>`,
    // Readers take a description for HTML, and this one is text.
    `<description>${xml(xml(feed.title))}</description>`,
    `<language>${xml(feed.language)}</language>`,
    `<lastBuildDate>${new Date(feed.updated).toUTCString()}</lastBuildDate>`,
    ...items,
    '</channel>',
    '</rss>',
  ];
  return `${lines.join('\n')}\n`;
}

/** JSON Feed 1.1. It asks for whole addresses, so without one of the site there are none; `_watchbook` is the data. */
export function jsonFeedText(publication: Publication, feed: Feed): string {
  const whole = publication.settings.siteUrl !== null;
  return jsonText({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    ...(feed.home === null ? {} : { home_page_url: feed.home }),
    ...(whole ? { feed_url: addressOf(publication, `${feed.path}.json`) } : {}),
    language: feed.language,
    authors: [{ name: feed.author }],
    items: feed.entries.map((entry) => ({
      id: entry.id,
      ...(whole ? { url: entry.link } : {}),
      title: entry.title,
      content_html: entry.html,
      content_text: entry.text,
      date_published: isoMs(entry.published),
      date_modified: isoMs(entry.updated),
      tags: entry.categories.map(({ scheme, term }) => `${scheme}:${term}`),
      _watchbook: entry.data,
    })),
  });
}
