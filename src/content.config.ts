import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'zod';
import { COLLECTIONS } from './schemas/reference.ts';
import { publicTexts } from './site/public-texts.ts';
import { readSettings } from './site/settings.ts';

const { content, audience } = readSettings();

/** The public site prints the text of public incidents only; reading the rest would only cost time. */
const TEXTS = audience === 'public' ? (['incidents'] as const) : COLLECTIONS;

/** Files of a collection whose text a page will print. */
function patternOf(name: (typeof TEXTS)[number]): string | string[] {
  if (audience === 'public') {
    const texts = publicTexts(`${content}/${name}`).map((file) => file.replace(/[^\w/.-]/g, '\\$&'));
    // No pattern at all would be taken for every file.
    return texts.length > 0 ? texts : 'no text';
  }
  return name === 'domains' ? '*/index.mdx' : '**/*.mdx';
}

/**
 * Astro renders the text of entries, and nothing else of them: every fact on a page comes from the Book (`src/book/`),
 * which knows lines, references and YAML 1.2, and which `check` has been through. So their front matter is dropped here.
 */
export const collections = Object.fromEntries(
  TEXTS.map((name) => [
    name,
    defineCollection({
      loader: glob({
        pattern: patternOf(name),
        base: `${content}/${name}`,
        generateId: ({ entry }) =>
          entry.replace(/\.mdx$/, '').replace(name === 'domains' ? /\/index$/ : /$^/, ''),
      }),
      schema: z.unknown().transform(() => ({})),
    }),
  ]),
);
