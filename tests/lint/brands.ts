import { smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const SETTINGS = 'watchbook.yaml';
const brand = (setting: string, files: Readonly<Record<string, string>> = {}) =>
  smallBook({ [SETTINGS]: `name: Test book\npublic:\n  ${setting}\n`, ...files });
const fails = (name: string, files: ReadonlyMap<string, string>, ...expected: string[]): Case => ({
  name,
  files,
  expected,
});
const passes = (name: string, files: ReadonlyMap<string, string>): Case => ({ name, files, expected: [] });

/** Brands that cannot be shown, or not be read, and some that can. */
export const BRANDS: Readonly<Record<string, readonly Case[]>> = {
  'missing-logo': [
    fails(
      'a logo that lies elsewhere',
      brand('logo: brand/lgo.svg', { 'brand/logo.svg': '<svg/>' }),
      `${SETTINGS}:3:9 (brand/logo.svg)`,
    ),
    passes('a logo that is there', brand('logo: brand/logo.svg', { 'brand/logo.svg': '<svg/>' })),
  ],
  'brand-contrast': [
    fails('links that pale', brand("colours: { link: '#8fa8d8' }"), `${SETTINGS}:3:20`),
    fails(
      'dark paper under dark text, links and small print',
      brand("colours: { paper: '#303030' }"),
      `${SETTINGS}:3:21`,
      `${SETTINGS}:3:21`,
      `${SETTINGS}:3:21`,
    ),
    fails('dark links in dark surroundings', brand("colours: { linkDark: '#1f4690' }"), `${SETTINGS}:3:24`),
    passes(
      'colours that can be read',
      brand("colours: { link: '#7a1f1f', paper: '#ffffff', linkDark: '#ffb4a8', paperDark: '#000000' }"),
    ),
  ],
};
