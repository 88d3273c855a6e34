import { createHash } from 'node:crypto';
import type { Message, MessageLink } from '../response/message.ts';

/**
 * A text of at most `most` units of UTF-16, which are what most services count; those that count characters count no
 * more. Cut between characters, with an ellipsis in the place of what went.
 */
export function cut(text: string, most: number, ellipsis = '…'): string {
  return cutBy(text, most, ellipsis, (part) => part.length);
}

/** The same for services that count bytes of UTF-8. */
export function cutBytes(text: string, most: number): string {
  return cutBy(text, most, '…', (part) => Buffer.byteLength(part, 'utf8'));
}

/** A text that a measure finds no longer than `most`. */
export function cutBy(
  text: string,
  most: number,
  ellipsis: string,
  measure: (part: string) => number,
): string {
  if (measure(text) <= most) return text;
  const room = most - measure(ellipsis);
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += measure(character);
    if (used > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}${ellipsis}`;
}

/** A key that is no longer than a service takes, and still another one for another incident. */
export function keyWithin(key: string, most: number): string {
  if (key.length <= most) return key;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `${cut(key, most - digest.length - 1, '')}-${digest}`;
}

/**
 * Text with the links of a message below it, no longer than `most` together. Links take at most half of the room, each
 * whole or not at all: half a link is none.
 */
export function withLinks(said: string, links: readonly MessageLink[], most: number): string {
  let below = '';
  for (const line of links.map(linkLine))
    if (below.length + line.length + 1 <= most / 2) below += `\n${line}`;
  return `${cut(said, most - below.length)}${below}`;
}

/** Lines of a message with its links below them, as plain text. */
export function plainLines({ lines, links }: Message): string[] {
  return [...lines, ...links.map(linkLine)];
}

/** A link in plain text. */
export function linkLine({ label, url }: MessageLink): string {
  return `${label}: ${url}`;
}

/** Where a message leads when it is tapped: the runbook, which stands first. */
export function firstLink({ links }: Message): string | null {
  return links[0]?.url ?? null;
}

/** A text in which nothing is markup any more, for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
