import { type Book, entriesOf } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import type { Incident } from '../incidents/incident.ts';
import { type Facts, serviceName } from '../views/facts.ts';
import { headline } from '../views/headline.ts';
import type { Words } from '../words/words.ts';
import type { ANNOUNCED, PageChanges } from './review.ts';

/** The public part of a book, and its facts. */
export interface PublicSide {
  readonly book: Book;
  readonly facts: Facts;
}

/**
 * What the public page would say otherwise: its headline, components and their states, and what it announces. Both sides
 * are public books over the same looks at the same instant, so that every difference comes from the change. `formerIds`
 * are ids of services of the head by the id that they had: a public book does not hold them. Pure.
 */
export function pageChanges(
  base: PublicSide,
  head: PublicSide,
  formerIds: ReadonlyMap<string, string>,
  words: Words,
): PageChanges {
  const newIdOf = (id: string) => (head.book.collections.services.has(id) ? id : (formerIds.get(id) ?? id));
  const before = new Map([...componentsOf(base)].map(([id, one]) => [newIdOf(id), one]));
  const after = componentsOf(head);
  const both = [...after].flatMap(([id, now]) => {
    const was = before.get(id);
    return was === undefined ? [] : [{ was, now }];
  });
  const said = [base, head].map(({ facts }) => headline(facts.page('public'), words)) as [string, string];
  return {
    observed: head.facts.record.newestAt !== null,
    headline: said[0] === said[1] ? null : { from: said[0], to: said[1] },
    states: both
      .filter(({ was, now }) => was.state !== now.state)
      .map(({ was, now }) => ({ title: now.title, from: was.state, to: now.state })),
    added: [...after].filter(([id]) => !before.has(id)).map(([, one]) => one),
    removed: [...before].filter(([id]) => !after.has(id)).map(([, { title }]) => ({ title })),
    renamed: both
      .filter(({ was, now }) => was.title !== now.title)
      .map(({ was, now }) => ({ from: was.title, to: now.title })),
    announcements: [
      ...compare('incident', incidentsOf(base), incidentsOf(head)),
      ...compare('maintenance', maintenanceOf(base), maintenanceOf(head)),
      ...compare('postmortem', postmortemsOf(base), postmortemsOf(head)),
    ],
  };
}

function componentsOf({ book, facts }: PublicSide) {
  return new Map(
    entriesOf(book, 'services').flatMap((service) => {
      const state = facts.components.get(service.id)?.standing.state;
      return state === undefined ? [] : [[service.id, { title: serviceName(book, service), state }] as const];
    }),
  );
}

interface Announced {
  readonly title: string;
  readonly detail: string;
  /** Everything that customers could see of it. */
  readonly whole: string;
}

function incidentsOf({ facts }: PublicSide): Map<string, Announced> {
  const written = facts.incidents.filter(({ origin }) => origin === 'written');
  return new Map(
    written.map((incident) => [
      incident.id,
      { title: incident.title ?? incident.id, detail: stateWords(incident), whole: wholeOf(incident) },
    ]),
  );
}

function stateWords({ state, updates }: Incident): string {
  return `${state}, ${updates.length} ${updates.length === 1 ? 'update' : 'updates'}`;
}

function wholeOf({ title, state, severity, services, startedAt, resolvedAt, updates }: Incident): string {
  const told = updates.map(({ at, text, changes }) => [at, text, changes]);
  return JSON.stringify([title, state, severity, services, startedAt, resolvedAt, told]);
}

function maintenanceOf({ book, facts }: PublicSide): Map<string, Announced> {
  const planned = [...facts.components.values()].flatMap((component) => component.planned);
  return new Map(
    entriesOf(book, 'maintenance').map((entry) => {
      const next = planned
        .filter((one) => one.entry.id === entry.id && one.to > facts.now)
        .sort((a, b) => a.from - b.from)[0];
      const detail = next ? `next from ${formatUtc(next.from)} to ${formatUtc(next.to)}` : 'nothing ahead';
      return [entry.id, { title: entry.data.title, detail, whole: JSON.stringify(entry.data) }];
    }),
  );
}

function postmortemsOf({ book }: PublicSide): Map<string, Announced> {
  return new Map(
    entriesOf(book, 'postmortems').map((entry) => [
      entry.id,
      { title: entry.data.title, detail: entry.data.state, whole: JSON.stringify(entry.data) },
    ]),
  );
}

function compare(
  what: (typeof ANNOUNCED)[number],
  before: ReadonlyMap<string, Announced>,
  after: ReadonlyMap<string, Announced>,
): PageChanges['announcements'] {
  const found: PageChanges['announcements'] = [];
  for (const [id, { title, detail, whole }] of after) {
    const was = before.get(id);
    if (!was) found.push({ what, how: 'announced', title, detail });
    else if (was.whole !== whole) found.push({ what, how: 'changed', title, detail });
  }
  for (const [id, { title, detail }] of before)
    if (!after.has(id)) found.push({ what, how: 'taken back', title, detail });
  return found;
}
