/** Characters that have no place in a line of text: controls, and marks that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text on one line of at most `most` characters, without anything unseen in it. */
export function oneLine(text: string, most = 500): string {
  const line = text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(UNSEEN, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(/ {2,}/g, ' ')
    .trim();
  return cut(line, most);
}

/** The beginning of a text, at most `most` characters long, that splits no character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = text.slice(0, Math.max(0, most - 1));
  return `${/[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start}…`;
}

/**
 * Text as GitHub shows it letter by letter: a span of code, in which no name is called, no number becomes a link, and no
 * markup means anything. Its fence is longer than any run of backticks in it (CommonMark 0.31, 6.1).
 */
export function literal(text: string, most = 500): string {
  const line = oneLine(text, most);
  if (line === '') return '(nothing)';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Text of several lines as a quotation in which each line stands letter by letter. */
export function quoted(text: string, most = 2_000): string {
  const lines = cut(text, most)
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => oneLine(line, most))
    .filter((line) => line !== '');
  return lines.length === 0 ? '> (nothing)' : lines.map((line) => `> ${literal(line, most)}`).join('  \n');
}

const MOST_LISTED = 20;

/** A list on one line; of a long one its beginning, and how many more there are. */
export function listed(words: readonly string[], separator = ', '): string {
  const rest = words.length - MOST_LISTED;
  return [...words.slice(0, MOST_LISTED), ...(rest > 0 ? [`and ${rest} more`] : [])].join(separator);
}

/** A link. Within one GitHub calls no names; what is markup in the label is escaped, every mark of ASCII can be. */
export function link(label: string, url: string): string {
  const escaped = (oneLine(label, 200) || 'link').replace(/[!-/:-@[-`{-~]/g, '\\$&');
  return `[${escaped}](<${encodeURI(url.toWellFormed()).replace(/[<>\\]/g, encodeURIComponent)}>)`;
}

/**
 * What somebody wrote on GitHub as plain text of at most 2,000 characters: comments that GitHub hides are gone, and so
 * are controls and marks that turn the direction of text. Line ends stay.
 */
export function plainText(written: string): string {
  const clean = written
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .split('\n')
    .map((line) => line.replace(UNSEEN, '').replace(LONE_SURROGATE, '\ufffd').trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return cut(clean, 2_000);
}
