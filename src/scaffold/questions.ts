import { entriesIn, entriesOf, find, register } from '../book/book.ts';
import { type Question, slugOf } from './question.ts';

export const title = (ask: string): Question => ({ name: 'title', ask, fallback: () => null });

export const id: Question = {
  name: 'id',
  ask: 'Id, the name of the file',
  fallback: (_, { title: words }) => slugOf(words ?? ''),
};

export const summary = (text: string): Question => ({
  name: 'summary',
  ask: 'Summary in one sentence',
  fallback: () => text,
});

export const domain: Question = {
  name: 'domain',
  ask: 'Domain it belongs to',
  fallback: (book) => only(entriesOf(book, 'domains').map((entry) => entry.id)),
  choices: (book) => entriesOf(book, 'domains').map((entry) => entry.id),
};

export const owner: Question = {
  name: 'owner',
  ask: 'Team that keeps it',
  fallback: (book, known) => {
    const named = find(book, 'domains', known['domain'] ?? '')?.data.owner;
    const teams = entriesIn(book, 'teams', known['domain'] ?? '');
    return (
      teams.find(
        ({ id: team, data }) => team === named || data.title === named || data.aliases.includes(named ?? ''),
      )?.id ??
      teams[0]?.id ??
      null
    );
  },
  choices: (book) => entriesOf(book, 'teams').map((entry) => entry.id),
};

export const service: Question = {
  name: 'service',
  ask: 'Service it is about',
  fallback: (book, known) =>
    only(entriesIn(book, 'services', known['domain'] ?? '').map((entry) => entry.id)),
  choices: (book, known) => entriesIn(book, 'services', known['domain'] ?? '').map((entry) => entry.id),
};

/** Level of the scale of the domain, the most urgent one when none is given. */
export const severity: Question = {
  name: 'severity',
  ask: 'Severity in the words of the domain',
  fallback: (book, known) => {
    const levels = register(book, known['domain'] ?? '', 'severities')?.levels ?? [];
    return [...levels].sort((a, b) => a.urgency - b.urgency)[0]?.id ?? null;
  },
  choices: (book, known) =>
    register(book, known['domain'] ?? '', 'severities')?.levels.map((level) => level.id) ?? [],
};

export const oneOf = (name: string, ask: string, choices: readonly string[], first: string): Question => ({
  name,
  ask,
  fallback: () => first,
  choices: () => choices,
});

export const text = (name: string, ask: string, first: string | null): Question => ({
  name,
  ask,
  fallback: () => first,
});

function only(ids: readonly string[]): string | null {
  return ids.length === 1 ? (ids[0] as string) : null;
}
