import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../schemas/config.ts';

type Colours = Config['public']['colours'];

/**
 * The colours of a brand as custom properties, for light and for dark surroundings; nothing where none is set. They stand
 * in the layer of the pages' own colours, after those, so that only order decides.
 */
export function brandCss(colours: Colours): string {
  const light = properties(colours.link, colours.paper);
  const dark = properties(colours.linkDark, colours.paperDark);
  if (light === '' && dark === '') return '';
  // The pages' own rules for dark surroundings are more specific than `:root`, so light colours stop at them.
  return [
    '@layer tokens {',
    light === '' ? '' : `  :root { ${light} }`,
    dark === '' ? '' : `  :root[data-theme='dark'] { ${dark} }`,
    dark === ''
      ? ''
      : `  @media (prefers-color-scheme: dark) { :root:not([data-theme='light']) { ${dark} } }`,
    '}',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function properties(link: string | undefined, paper: string | undefined): string {
  return [
    link === undefined ? '' : `--link: ${link}; --focus: ${link};`,
    paper === undefined ? '' : `--paper: ${paper};`,
  ]
    .join(' ')
    .trim();
}

const STYLES = 'src/styles/site.css';

/**
 * Vite plugin that puts some CSS below the one stylesheet of the site, so that a brand costs no request and no inline
 * style. Without CSS it does nothing.
 */
export function brandStyles(css: string) {
  return {
    name: 'watchbook:brand',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      return css !== '' && id.split('?')[0]?.endsWith(STYLES) ? `${code}\n${css}\n` : undefined;
    },
  };
}

const TYPES = { '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp' } as const;

/** The logo of a book with its media type. Throws when the file is not there, or is none of the kinds that settings allow. */
export function readLogo(content: string, logo: string): { bytes: Uint8Array; type: string } {
  const extension = path.extname(logo);
  if (!Object.hasOwn(TYPES, extension))
    throw new RangeError(`public.logo is ${logo}; use one of ${Object.keys(TYPES).join(', ')}`);
  return {
    bytes: readFileSync(path.join(content, logo)),
    type: TYPES[extension as keyof typeof TYPES],
  };
}
