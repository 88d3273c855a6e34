import type { Book } from '../book/book.ts';
import { type Impact, type Incident, isOpen } from '../incidents/incident.ts';
import type { ComponentState } from '../status/component.ts';
import { type Words, wordsFor } from '../words/words.ts';
import type { ComponentFacts, Facts } from './facts.ts';
import { headline } from './headline.ts';
import { componentTitle, incidentTitle, lastedWords } from './incident-words.ts';

/** Size in pixels that services which show shared links ask for. */
export const PICTURE = { width: 1200, height: 630 } as const;

/** What a picture says, before it is drawn. */
export interface Card {
  /** Name of the site. */
  readonly site: string;
  readonly title: string;
  readonly state: ComponentState;
  /** The state in words. */
  readonly stateWords: string;
  /** Lines below the state: uptime with its window, since when. */
  readonly lines: readonly string[];
  /** Of which time the picture speaks. */
  readonly age: string;
}

const HOUR_MS = 3_600_000;

/** Colours on light paper; the same as those of the pages. */
const COLOURS = {
  operational: '#1d7a4b',
  degraded: '#8a5a00',
  'partial outage': '#b3261e',
  down: '#b3261e',
  unknown: '#5d646b',
  maintenance: '#3557a8',
} as const satisfies Record<ComponentState, string>;

/** One shape for each state, in a square of 16, so that nobody needs the colour. */
const SHAPES = {
  operational:
    '<path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm4 6-4.8 5.4a.8.8 0 0 1-1.2 0L3.7 9l1.2-1.1 1.7 1.7L10.8 5Z"/>',
  degraded:
    '<path d="M8 .8a1 1 0 0 0-.9.5L.2 13.7A1 1 0 0 0 1.1 15.2h13.8a1 1 0 0 0 .9-1.5L8.9 1.3A1 1 0 0 0 8 .8ZM7.2 5.5h1.6v5H7.2Zm0 6.2h1.6v1.6H7.2Z"/>',
  'partial outage':
    '<path d="M1.5 0h13A1.5 1.5 0 0 1 16 1.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 0 14.5v-13A1.5 1.5 0 0 1 1.5 0ZM3 7.2v1.6h10V7.2Z"/>',
  down: '<path d="M1.5 0h13A1.5 1.5 0 0 1 16 1.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 0 14.5v-13A1.5 1.5 0 0 1 1.5 0ZM5 3.9 3.9 5l3 3-3 3L5 12.1l3-3 3 3 1.1-1.1-3-3 3-3L11 3.9l-3 3Z"/>',
  unknown:
    '<path fill="none" stroke="#5d646b" stroke-width="1.6" stroke-dasharray="2.5 1.7" d="M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2Z"/><path fill="none" stroke="#5d646b" stroke-width="1.6" d="M6 6.2A2 2 0 1 1 8 8.3v1.2m0 1.3v1.4"/>',
  maintenance: '<path d="M8 0l8 8-8 8-8-8Zm-.8 4.2v4.8h1.6V4.2Zm0 5.9v1.6h1.6v-1.6Z"/>',
} as const satisfies Record<ComponentState, string>;

/** The state in which a picture shows an incident that is not over. */
const IMPACT_STATES = {
  none: 'operational',
  degraded: 'degraded',
  'partial outage': 'partial outage',
  'major outage': 'down',
} as const satisfies Record<Impact, ComponentState>;

/** Languages whose letters the typeface of the pictures has. */
const DRAWABLE = /^(?:en|de|fr|es)(?:-|$)/;

/** Words of pictures: those of the pages, or English ones where the typeface lacks the letters of their language. */
export function pictureWords(language: string): Words {
  return wordsFor(DRAWABLE.test(language) ? language : 'en');
}

/** The picture of the whole site. It names the hour it speaks of, so that within one it need not be drawn again. */
export function statusCard(book: Book, facts: Facts, words: Words): Card {
  const page = facts.page('public');
  const site = book.config.public.title ?? book.config.name;
  return {
    site,
    title: site,
    state: page.state,
    stateWords: words.say(`state.${page.state}`),
    lines: [headline(page, words)],
    age:
      facts.record.newestAt === null
        ? words.say('nothingMeasured')
        : words.instant(Math.floor(facts.now / HOUR_MS) * HOUR_MS),
  };
}

/** The picture of a component, with its uptime over 90 days; it names the day it speaks of. */
export function componentCard(book: Book, facts: Facts, component: ComponentFacts, words: Words): Card {
  const { standing, service, windows } = component;
  const { uptime } = windows.quarter;
  return {
    site: book.config.public.title ?? book.config.name,
    title: service.data.title,
    state: standing.state,
    stateWords: words.say(`state.${standing.state}`),
    lines: [
      ...(standing.since === null ? [] : [words.say('since', { when: words.instant(standing.since) })]),
      `${words.say('uptime')} (${words.span(90 * 24 * HOUR_MS)}): ${words.percent(uptime.ratio, 2)}`,
    ],
    age: words.day(facts.now),
  };
}

/** The picture of an incident. Once it is over it never changes again. */
export function incidentCard(book: Book, incident: Incident, words: Words): Card {
  const open = isOpen(incident);
  return {
    site: book.config.public.title ?? book.config.name,
    title: incidentTitle(incident, book, words),
    state: open ? IMPACT_STATES[incident.impact] : 'operational',
    stateWords: words.say(`incident.${incident.state}`),
    lines: [
      words.list(incident.services.map((id) => componentTitle(book, id))),
      open
        ? words.say(`impact.${incident.impact}`)
        : `${words.say(`impact.${incident.impact}`)} (${lastedWords(incident, words)})`,
    ],
    age: words.instant(incident.updatedAt),
  };
}

/** Draws a card as SVG of {@link PICTURE} size in the typeface Inter. The same card gives the same text. */
export function drawCard(card: Card): string {
  const { width, height } = PICTURE;
  const colour = COLOURS[card.state];
  const text = (x: number, y: number, size: number, words: string, style: string) =>
    `<text x="${x}" y="${y}" font-size="${size}" ${style}>${escapeXml(words)}</text>`;
  const titleLines = foldWords(card.title, 72, width - 160, 2);
  const below = 228 + titleLines.length * 84;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Inter">`,
    `<rect width="${width}" height="${height}" fill="#fbfaf6"/>`,
    `<rect width="${width}" height="16" fill="${colour}"/>`,
    card.site === card.title
      ? ''
      : text(80, 110, 34, foldWords(card.site, 34, width - 160, 1)[0] ?? '', 'fill="#545d65"'),
    ...titleLines.map((line, index) =>
      text(80, 210 + index * 84, 72, line, 'font-weight="600" fill="#1b2126"'),
    ),
    `<g transform="translate(80 ${below - 56}) scale(4)" fill="${colour}" fill-rule="evenodd">${SHAPES[card.state]}</g>`,
    text(
      168,
      below - 4,
      56,
      foldWords(card.stateWords, 56, width - 248, 1)[0] ?? '',
      `font-weight="600" fill="${colour}"`,
    ),
    ...card.lines
      .flatMap((line) => foldWords(line, 36, width - 160, 2))
      .slice(0, 3)
      .map((line, index) => text(80, below + 70 + index * 50, 36, line, 'fill="#1b2126"')),
    text(80, height - 36, 28, card.age, 'fill="#545d65"'),
    '</svg>',
  ].join('');
}

/** Breaks a text into at most `most` lines of a width in pixels; what does not fit ends in an ellipsis. */
export function foldWords(text: string, size: number, width: number, most: number): string[] {
  const words = clean(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer, size) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === most - 1 || line === '') {
      lines.push(
        cut(
          lines.length === most - 1 ? `${longer} ${words.slice(index + 1).join(' ')}` : longer,
          size,
          width,
        ),
      );
      if (lines.length === most) return lines;
      line = '';
      continue;
    }
    lines.push(line);
    line = word;
  }
  if (line !== '') lines.push(widthOf(line, size) <= width ? line : cut(line, size, width));
  return lines;
}

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts between letters as readers see them, so that no emoji loses a half. */
function cut(text: string, size: number, width: number): string {
  let kept = '';
  for (const { segment } of LETTERS.segment(text)) {
    if (widthOf(`${kept}${segment}…`, size) > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Width in pixels, estimated from above: letters of Inter in its heavier weight, others as wide as they are high. */
function widthOf(text: string, size: number): number {
  let em = 0;
  for (const letter of text) {
    if (/[ijl.,:;'|!()[\]]/.test(letter)) em += 0.36;
    else if (/[mwMW%@—…]/.test(letter)) em += 0.95;
    else if (/[A-Z0-9]/.test(letter)) em += 0.74;
    else if (letter === ' ') em += 0.29;
    else if (letter <= '\u024f') em += 0.63;
    else em += 1;
  }
  return em * size;
}

/** Without what XML 1.0 cannot hold: control characters, and halves of characters. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}

function escapeXml(text: string): string {
  return clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
