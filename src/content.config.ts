import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'zod';
import { SCHEMAS } from './schemas/collections.ts';
import { COLLECTIONS } from './schemas/reference.ts';
import { readSettings } from './site/settings.ts';

/**
 * Astro renders the text of entries and offers their front matter to editors. The facts on pages come
 * from the Book (`src/book/`), which knows lines, references and YAML 1.2; so dates, which Astro's YAML
 * reader turns into Date objects, are given back as the text that was written.
 */
const asWritten = (value: unknown): unknown => {
  if (value instanceof Date)
    return value
      .toISOString()
      .replace(/T00:00:00\.000Z$/, '')
      .replace(/\.000Z$/, 'Z');
  if (Array.isArray(value)) return value.map(asWritten);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asWritten(item)]));
  }
  return value;
};

const { content, audience } = readSettings();

/** The public site prints the text of incidents only; reading the rest would only cost time. */
const TEXTS = audience === 'public' ? (['incidents'] as const) : COLLECTIONS;

export const collections = Object.fromEntries(
  TEXTS.map((name) => [
    name,
    defineCollection({
      loader: glob({
        pattern: name === 'domains' ? '*/index.mdx' : '**/*.mdx',
        base: `${content}/${name}`,
        generateId: ({ entry }) =>
          entry.replace(/\.mdx$/, '').replace(name === 'domains' ? /\/index$/ : /$^/, ''),
      }),
      schema: z.preprocess(asWritten, SCHEMAS[name]),
    }),
  ]),
);
