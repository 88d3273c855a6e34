import { nearest } from '../../book/finding.ts';
import type { Config } from '../../schemas/config.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

/** Colours of the pages where a brand sets none; the same as in src/styles/tokens.css. */
export const OWN_COLOURS = {
  link: '#1f4690',
  paper: '#fbfaf6',
  ink: '#1b2126',
  inkSoft: '#545d65',
  linkDark: '#a5c0ff',
  paperDark: '#14181b',
  inkDark: '#e7e4dc',
  inkSoftDark: '#a9b0b6',
} as const;

/** Least contrast of text, after WCAG 2.2, criterion 1.4.3. */
const LEAST_CONTRAST = 4.5;

export const missingLogo: Rule = {
  id: 'missing-logo',
  level: 'error',
  reason: 'A logo that is not there leaves every page of the public site without its name.',
  *check({ book, settings, files }): Generator<Complaint> {
    const { logo } = book.config.public;
    if (!settings || !logo || files.has(logo)) return;
    const others = [...files].filter((file) => file.startsWith('brand/'));
    yield complain(
      settings,
      ['public', 'logo'],
      `there is no file ${logo} in the folder of the content`,
      nearest(logo, others),
    );
  },
};

export const brandContrast: Rule = {
  id: 'brand-contrast',
  level: 'error',
  reason: 'Colours of a brand that cannot be read keep customers from the one thing they came for.',
  *check({ book, settings }): Generator<Complaint> {
    if (!settings) return;
    for (const { what, text, paper, key } of pairsOf(book.config.public.colours)) {
      const ratio = contrast(text, paper);
      if (ratio >= LEAST_CONTRAST) continue;
      yield complain(
        settings,
        ['public', 'colours', key],
        `${what} ${text} on paper ${paper} has a contrast of ${ratio.toFixed(2)}:1; make it ${LEAST_CONTRAST}:1 or more`,
      );
    }
  },
};

type Colours = Config['public']['colours'];
interface Pair {
  readonly what: string;
  readonly text: string;
  readonly paper: string;
  /** The setting that has to change. */
  readonly key: keyof Colours;
}

/** Every text that stands on a paper, of which a brand set one or both. */
function* pairsOf(colours: Colours): Generator<Pair> {
  for (const dark of [false, true]) {
    const [linkKey, paperKey] = dark ? (['linkDark', 'paperDark'] as const) : (['link', 'paper'] as const);
    const paper = colours[paperKey] ?? OWN_COLOURS[paperKey];
    const link = colours[linkKey];
    if (link !== undefined) yield { what: 'the link', text: link, paper, key: linkKey };
    if (colours[paperKey] === undefined) continue;
    if (link === undefined) yield { what: 'the link', text: OWN_COLOURS[linkKey], paper, key: paperKey };
    yield { what: 'the text', text: OWN_COLOURS[dark ? 'inkDark' : 'ink'], paper, key: paperKey };
    yield {
      what: 'the small print',
      text: OWN_COLOURS[dark ? 'inkSoftDark' : 'inkSoft'],
      paper,
      key: paperKey,
    };
  }
}

/** Contrast of two colours, `#` and six digits each, from 1 to 21, after WCAG 2.2 (definition of contrast ratio). */
export function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance from 0 to 1, after WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
