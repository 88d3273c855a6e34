import type { ReferenceTarget } from '../schemas/reference.ts';
import { type Book, findTeam } from './book.ts';
import { type Finding, nearest } from './finding.ts';
import type { Reference } from './references.ts';
import type { Source } from './source.ts';

export interface PlacedReference extends Reference {
  readonly source: Source;
  readonly domain: string;
}

/**
 * Findings for references that lead nowhere. Astro's own references accept missing ids and ids in
 * another case, so this is where the promise of no dangling reference is kept. `broken` holds
 * `collection/id` of entries that exist but did not pass their schema: pointing at one is not a
 * second mistake.
 */
export function resolveReferences(
  book: Book,
  references: Iterable<PlacedReference>,
  broken: ReadonlySet<string>,
): Finding[] {
  const ids = new Map<ReferenceTarget, ReadonlySet<string>>();
  const idsOf = (target: ReferenceTarget): ReadonlySet<string> => {
    let known = ids.get(target);
    if (!known) {
      known =
        target === 'probes'
          ? new Set(book.probes.map((probe) => probe.fullId))
          : new Set(book.collections[target].keys());
      ids.set(target, known);
    }
    return known;
  };
  const findings: Finding[] = [];
  for (const reference of references) {
    const known = idsOf(reference.target);
    if (known.has(reference.id) || broken.has(`${reference.target}/${reference.id}`)) continue;
    if (
      reference.target === 'probes' &&
      broken.has(`services/${reference.id.split('/').slice(0, -1).join('/')}`)
    )
      continue;
    // A broken team may be the one that goes by this name.
    if (
      reference.target === 'teams' &&
      !reference.id.includes('/') &&
      [...broken].some((key) => key.startsWith('teams/'))
    )
      continue;
    if (reference.target === 'teams' && findTeam(book.collections.teams, reference.id, reference.domain))
      continue;
    findings.push(missing(book, reference, known));
  }
  return findings;
}

function missing(book: Book, reference: PlacedReference, known: ReadonlySet<string>): Finding {
  const names = reference.target === 'teams' ? [...known, ...namesIn(book, reference.domain)] : known;
  const suggestion = nearest(reference.id, names);
  const sameLetters = suggestion !== null && suggestion.toLowerCase() === reference.id.toLowerCase();
  const one = reference.target === 'probes' ? 'probe' : `entry in ${reference.target}`;
  return {
    file: reference.source.file,
    ...(reference.inKey
      ? reference.source.locateKey(reference.path)
      : reference.source.locate(reference.path)),
    rule: 'missing-reference',
    level: 'error',
    message: sameLetters
      ? `${reference.id} differs only in case from an existing id; ids are case-sensitive`
      : `there is no ${one} with the id ${reference.id}`,
    suggestion,
  };
}

function namesIn(book: Book, domain: string): string[] {
  return [...book.collections.teams.values()]
    .filter((team) => team.domain === domain)
    .flatMap((team) => [team.data.title, ...team.data.aliases]);
}
