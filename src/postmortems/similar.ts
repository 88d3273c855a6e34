import { type Book, type Entry, entriesOf } from '../book/book.ts';
import { causesOf } from './trends.ts';
import { postmortemOf } from './written.ts';

/** What two incidents can have in common, and how much it counts. */
const POINTS = { service: 4, cause: 3, runbook: 2, mitigation: 1, domain: 1 } as const;
/** Less than this is chance: two incidents of one domain that were both rolled back are no kin. */
const FEWEST_POINTS = 3;

/** A past incident that is like another, with the points it got and why. */
export interface Similar {
  readonly incident: Entry<'incidents'>;
  readonly postmortem: Entry<'postmortems'> | undefined;
  readonly score: number;
  /** Each thing in common in words, with its points. */
  readonly reasons: readonly string[];
}

/** Incidents that began before this one and are like it, best first, newer ones before older ones of the same score. */
export function similarIncidents(book: Book, incident: Entry<'incidents'>, most = 5): Similar[] {
  return entriesOf(book, 'incidents')
    .filter(
      ({ id, data }) =>
        id !== incident.id && Date.parse(data.startedAt) < Date.parse(incident.data.startedAt),
    )
    .map((other) => compareIncidents(book, incident, other))
    .filter(({ score }) => score >= FEWEST_POINTS)
    .sort(
      (a, b) =>
        b.score - a.score ||
        Date.parse(b.incident.data.startedAt) - Date.parse(a.incident.data.startedAt) ||
        (a.incident.id < b.incident.id ? -1 : 1),
    )
    .slice(0, most);
}

function compareIncidents(book: Book, one: Entry<'incidents'>, other: Entry<'incidents'>): Similar {
  const [mine, theirs] = [postmortemOf(book, one), postmortemOf(book, other)];
  const causes =
    mine && theirs ? [...causesOf(mine.data)].filter((cause) => causesOf(theirs.data).has(cause)) : [];
  // "Unknown" in common is nothing in common.
  const known = causes.filter((cause) => cause !== 'unknown');
  const services = common(one.data.services, other.data.services);
  const runbooks = common(one.data.runbooks, other.data.runbooks);
  const found: [string, number][] = [];
  if (services.length > 0) found.push([`same service: ${services.join(', ')}`, POINTS.service]);
  if (known.length > 0) found.push([`same family of cause: ${known.join(', ')}`, POINTS.cause]);
  if (runbooks.length > 0) found.push([`same runbook: ${runbooks.join(', ')}`, POINTS.runbook]);
  if (one.data.mitigation !== 'none' && one.data.mitigation === other.data.mitigation)
    found.push([`same mitigation: ${one.data.mitigation}`, POINTS.mitigation]);
  if (one.domain === other.domain) found.push(['same domain', POINTS.domain]);
  return {
    incident: other,
    postmortem: theirs,
    score: found.reduce((sum, [, points]) => sum + points, 0),
    reasons: found.map(([words, points]) => `${words} (${points})`),
  };
}

function common(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set(a)].filter((one) => b.includes(one));
}
