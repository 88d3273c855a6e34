import { type Book, register } from '../book/book.ts';

/** A level of severity of a domain. */
export interface Level {
  readonly id: string;
  /** 1 is the most urgent, 5 the least. */
  readonly urgency: number;
}

/** Levels of a domain, the most urgent first; none where it has no scale. */
export function levelsOf(book: Book, domain: string): Level[] {
  return [...(register(book, domain, 'severities')?.levels ?? [])].sort((a, b) => a.urgency - b.urgency);
}

/** A level by its id; undefined for a word that the scale of the domain does not have. */
export function levelOf(book: Book, domain: string, id: string): Level | undefined {
  return levelsOf(book, domain).find((level) => level.id === id);
}

/**
 * How urgent a severity is, 1 to 5. A word that the scale does not have is as urgent as can be: what nobody understands
 * must not be what nobody hears of.
 */
export function urgencyOf(book: Book, domain: string, id: string): number {
  return levelOf(book, domain, id)?.urgency ?? 1;
}

/** Whether one severity is more urgent than another of the same domain. */
export function isMoreUrgent(book: Book, domain: string, one: string, other: string): boolean {
  return urgencyOf(book, domain, one) < urgencyOf(book, domain, other);
}

/** The most urgent level at or below an urgency; the least urgent where all are above. `unrated` without a scale. */
export function firstLevel(book: Book, domain: string, urgency: number): string {
  const levels = levelsOf(book, domain);
  return (levels.find((level) => level.urgency >= urgency) ?? levels.at(-1))?.id ?? 'unrated';
}

/** The next less urgent level after one; the same where it is the last. */
export function levelAfter(book: Book, domain: string, id: string): string {
  const levels = levelsOf(book, domain);
  const place = levels.findIndex((level) => level.id === id);
  return levels[place + 1]?.id ?? id;
}
