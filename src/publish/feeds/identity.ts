import type { Publication } from '../publication.ts';
import { stableUuid } from '../stable-id.ts';

// The date of a tag (RFC 4151) names when its maker held the host. It must never change, or every entry is new again.
const TAG_DATE = '2026';

/**
 * A URI for one of our own ids that never changes: `tag:HOST,2026:…` (RFC 4151) where the site has an address, else a
 * `urn:uuid:` made of the name of the book, because a tag must not name a host that nobody holds.
 */
export function uriOf({ settings, book }: Pick<Publication, 'settings' | 'book'>, path: string): string {
  if (settings.siteUrl === null) return `urn:uuid:${stableUuid(book.config.name, path)}`;
  const { hostname } = new URL(settings.siteUrl);
  return `tag:${hostname},${TAG_DATE}:${settings.base}${encodeURI(path.replace(/^\//, '')).replaceAll('#', '/')}`;
}
