import type { Unit } from './units.ts';

/** Words that must stand together in one row, list item, pair or paragraph; one text stands for a list of one. */
export type Fact = string | readonly (string | RegExp)[];

/** Facts of one kind on one page of the internal site. */
export interface FactGroup {
  /** Numbered statements that these facts show. */
  readonly shows: readonly string[];
  readonly about: string;
  /** Path of the page below the site, with a slash at the end. */
  readonly page: string;
  readonly facts: readonly Fact[];
  /** The facts must follow each other on the page as they do here. */
  readonly inOrder?: true;
}

/** Every fact that one source document holds. */
export interface DocumentFacts {
  readonly domain: string;
  readonly title: string;
  readonly groups: readonly FactGroup[];
}

/** Places of the units that hold all words of a fact, at least one of them outside the heading. */
export function placesOf(fact: Fact, units: readonly Unit[]): number[] {
  const parts = typeof fact === 'string' ? [fact] : fact;
  return units.flatMap(({ under, text }, index) => {
    const together = `${under} › ${text}`;
    return parts.every((part) => has(together, part)) && parts.some((part) => has(text, part)) ? [index] : [];
  });
}

function has(text: string, part: string | RegExp): boolean {
  return typeof part === 'string' ? text.includes(part) : part.test(text);
}
