import { DAY_MS, startOfUtcDay } from '../calendar/time.ts';
import { addressOf, isoMs, type Publication } from './publication.ts';

/** Where the file lies (RFC 9116 §3). */
export const SECURITY_PATH = '.well-known/security.txt';

/**
 * Where weaknesses are reported, after RFC 9116; null where the book names no contact. It expires a year after the
 * start of today, and every build renews it: a site that is no longer built stops vouching for its contact.
 */
export function securityText(publication: Publication): string | null {
  const { book, facts, settings } = publication;
  const contact = book.config.public.securityContact;
  if (contact === undefined) return null;
  return [
    `Contact: ${contact}`,
    `Expires: ${isoMs(startOfUtcDay(facts.now) + 365 * DAY_MS)}`,
    `Preferred-Languages: ${book.config.language}`,
    ...(settings.siteUrl === null ? [] : [`Canonical: ${addressOf(publication, `/${SECURITY_PATH}`)}`]),
    '',
  ].join('\n');
}
