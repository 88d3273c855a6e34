import type { Book } from '../book/book.ts';
import type { CollectionName } from '../schemas/reference.ts';

/** Answers by name of the question. */
export type Answers = Readonly<Record<string, string>>;

/** One thing that a new entry needs to know. */
export interface Question {
  /** Name of the flag: `--severity`. */
  readonly name: string;
  /** What is asked at a terminal. */
  readonly ask: string;
  /** Answer that is taken when none is given; null where one must be given. */
  fallback(book: Book, known: Answers): string | null;
  /** Words that may be answered; null for free text. An empty list means that the book has none of them yet. */
  choices?(book: Book, known: Answers): readonly string[] | null;
}

/** A file of a new entry, below `content/`. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** How an entry of one collection begins. */
export interface Scaffold {
  readonly collection: CollectionName;
  /** Word on the command line: `runbook`. */
  readonly kind: string;
  readonly questions: readonly Question[];
  /** Files of the entry. `now` in milliseconds. Every file passes `check` when the answers are among the choices. */
  write(answers: Answers, book: Book, now: number): NewFile[];
}

/** An answer that cannot be used, in words for the person who gave it. */
export class AnswerError extends Error {}

/**
 * The answers to all questions: those given, then fallbacks. Throws {@link AnswerError} where one is missing or is not
 * among the choices, naming the flag, and where an answer belongs to no question.
 */
export function completeAnswers({ kind, questions }: Scaffold, given: Answers, book: Book): Answers {
  const names = questions.map(({ name }) => name);
  const stray = Object.keys(given).find((name) => !names.includes(name));
  if (stray !== undefined)
    throw new AnswerError(
      `a ${kind} has no --${stray}; it has: ${names.map((name) => `--${name}`).join(', ')}`,
    );
  const known: Record<string, string> = {};
  for (const question of questions) {
    const answer = given[question.name] ?? question.fallback(book, known);
    if (answer === null || answer === '')
      throw new AnswerError(`--${question.name} is missing: ${question.ask}`);
    known[question.name] = checkAnswer(question, answer, book, known);
  }
  return known;
}

/** An answer that fits its question. Throws {@link AnswerError} otherwise. */
export function checkAnswer(question: Question, answer: string, book: Book, known: Answers): string {
  const choices = question.choices?.(book, known) ?? null;
  if (choices !== null && !choices.includes(answer))
    throw new AnswerError(
      choices.length === 0
        ? `--${question.name} is ${answer}, but the book has nothing to choose from yet; add one first`
        : `--${question.name} is ${answer}; it is one of: ${choices.join(', ')}`,
    );
  return answer;
}

/** Words as an id: lower case, joined by hyphens. Throws {@link AnswerError} where nothing is left of them. */
export function slugOf(words: string): string {
  const slug = words
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  if (slug === '')
    throw new AnswerError(`"${words}" has no letter or digit that an id can be made of; give --id`);
  return slug;
}

/** Text as a value of YAML, whatever stands in it. */
export function yamlText(text: string): string {
  const plain =
    /^[\p{L}(][^:#{}[\]&*!|>'"%@`,\n]*$/u.test(text) && !/^(?:true|false|null|yes|no|on|off|~)$/i.test(text);
  return plain && text === text.trim() ? text : JSON.stringify(text);
}
