import { stringify } from 'yaml';
import { isoInstant } from '../calendar/time.ts';
import type { Sample } from '../schemas/sample.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import type { Found, FoundIncident, FoundService, FoundUpdate, NotCarried, State } from './found.ts';

/** Where what was found goes, and the words for what only people can decide. */
export interface Into {
  readonly domain: string;
  readonly owner: string;
  readonly audience: Audience;
  /** Severity of the domain by the word of the source, lower case. */
  readonly severities: ReadonlyMap<string, string>;
  /**
   * Who lets the duties after incidents pass that were over before this book had its rules, and on which day (UTC). Without it
   * they are owed like any others.
   */
  readonly waived?: { readonly by: string; readonly on: string } | undefined;
}

/** Content files by path below `content/`, looks for the record, and what was not carried over. */
export interface Written {
  readonly files: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
  readonly notCarried: readonly NotCarried[];
}

/** Location of imported looks in the record: nobody of ours took them. */
export const IMPORTED = 'imported';

/** What was found, as files of the book and looks of the record. The same input gives the same bytes. */
export function writeFound(found: Found, into: Into): Written {
  const files = new Map<string, string>();
  const notCarried: NotCarried[] = [...found.notCarried];
  for (const service of found.services)
    files.set(`services/${into.domain}/${service.slug}.mdx`, serviceText(service, into));
  for (const incident of [...found.incidents].sort((a, b) => a.startedAt - b.startedAt)) {
    const severity = into.severities.get(incident.word.toLowerCase());
    if (severity === undefined) {
      notCarried.push({
        ...incident.at,
        what: `the incident "${incident.title}"`,
        why: `nobody has said what its severity "${incident.word}" is in ${into.domain}; give --severity "${incident.word}=SEVERITY"`,
      });
      continue;
    }
    const day = isoInstant(incident.startedAt).slice(0, 10);
    const path = `incidents/${into.domain}/${day}-${incident.key
      .replace(/^\d{4}-\d\d-\d\d-/, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')}.mdx`;
    files.set(path, incidentText(incident, severity, into));
  }
  const probes = new Map(found.services.map(({ slug, probe }) => [slug, probe?.['id']]));
  const samples = found.looks.flatMap((look): Sample[] => {
    const probe = probes.get(look.slug);
    if (typeof probe !== 'string') return [];
    const { at, outcome, latencyMs, reason } = look;
    return [
      {
        probe: `${into.domain}/${look.slug}/${probe}`,
        location: IMPORTED,
        at: Math.floor(at / 1000) * 1000,
        outcome,
        latencyMs,
        reason,
      },
    ];
  });
  const lost = found.looks.filter(({ slug }) => typeof probes.get(slug) !== 'string');
  for (const slug of new Set(lost.map((look) => look.slug)))
    notCarried.push({
      ...(found.services.find((service) => service.slug === slug)?.at ?? { file: '', line: 1 }),
      what: `${lost.filter((look) => look.slug === slug).length} looks of ${slug}`,
      why: 'its probe could not be carried over, and the record keeps looks by probe',
    });
  return { files, samples: onePerSecond(samples), notCarried };
}

/** The record has room for one look of a probe a second; the first stands. */
function onePerSecond(samples: readonly Sample[]): Sample[] {
  const seen = new Set<string>();
  return samples.filter(({ probe, at }) => {
    const key = `${probe}@${at}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

const mdx = (data: object) => `---\n${stringify(data, { lineWidth: 110 })}---\n`;

function serviceText(service: FoundService, { domain, owner, audience }: Into): string {
  return mdx({
    title: sized(service.title, 2, 60),
    summary: sized(service.summary, 10, 240),
    domain,
    owner,
    ...(audience === 'public' ? { audience } : {}),
    ...(service.group ? { group: sized(service.group, 1, 40) } : {}),
    ...(service.probe ? { probes: [service.probe] } : {}),
  });
}

function incidentText(incident: FoundIncident, severity: string, { domain, audience, waived }: Into): string {
  const id = (slug: string) => `${domain}/${slug}`;
  const updates = updatesOf(incident);
  return mdx({
    title: sized(incident.title, 6, 120),
    domain,
    severity,
    ...(audience === 'public' ? { audience } : {}),
    services: incident.services.map(id),
    startedAt: isoInstant(incident.startedAt),
    ...(incident.resolvedAt === null ? {} : { resolvedAt: isoInstant(incident.resolvedAt) }),
    updates: updates.map(({ at, state, text, impacts }) => ({
      at: isoInstant(at),
      state,
      text: said(text, state),
      ...(Object.keys(impacts).length > 0
        ? {
            services: Object.fromEntries(Object.entries(impacts).map(([slug, impact]) => [id(slug), impact])),
          }
        : {}),
    })),
    ...(waived && incident.resolvedAt !== null
      ? { waivers: WAIVED.map((of) => ({ of, ...waived, reason: WHY })) }
      : {}),
  });
}

/** Duties after an incident, and why those of an old one may pass. */
const WAIVED = ['postmortem', 'incident record', 'runbook review'] as const;
const WHY = 'Imported; it was over before this book had its rules';

/** Whether two files of incidents are the same but for the day on which their duties were waived. */
export function sameImport(a: string, b: string): boolean {
  const undated = (text: string) => text.replace(/^( +)on: \d{4}-\d\d-\d\d$/gm, '$1on:');
  return undated(a) === undated(b);
}

/** Updates oldest first. One that opens the incident without a word gives way to the first that has some. */
function updatesOf(incident: FoundIncident): FoundUpdate[] {
  const sorted = incident.updates
    .map((update, index) => ({ update, index }))
    .sort(
      (a, b) => a.update.at - b.update.at || rank(a.update.state) - rank(b.update.state) || a.index - b.index,
    )
    .map(({ update }) => update);
  const [first, second, ...rest] = sorted;
  const merged =
    first && second && first.text === '' && first.at === second.at && second.state !== 'resolved'
      ? [{ ...second, impacts: { ...first.impacts, ...second.impacts } }, ...rest]
      : sorted;
  const { startedAt, resolvedAt } = incident;
  const opened: FoundUpdate[] =
    merged.length > 0 ? merged : [{ at: startedAt, state: 'investigating', text: '', impacts: {} }];
  const last = opened.at(-1) as FoundUpdate;
  if (resolvedAt === null || last.state === 'resolved' || last.state === 'postmortem') return opened;
  return [...opened, { at: Math.max(resolvedAt, last.at), state: 'resolved', text: '', impacts: {} }];
}

const RANKS = {
  investigating: 0,
  identified: 1,
  monitoring: 2,
  resolved: 3,
  postmortem: 4,
} as const satisfies Record<State, number>;
const rank = (state: State) => RANKS[state];

/** The text of an update; where nothing was written, that, and never a sentence of our own making. */
function said(text: string, state: State): string {
  const clean = text.trim();
  if (clean.length >= 10) return clean;
  const word = `${state[0]?.toUpperCase()}${state.slice(1)}`;
  return clean === '' ? `${word} (nothing was written).` : `${word}: ${clean}`;
}

function sized(text: string, least: number, most: number): string {
  const clean = text.replace(/\s+/g, ' ').trim();
  const long = clean.length < least ? `${clean} (imported)` : clean;
  return long.length > most ? `${long.slice(0, most - 1).trimEnd()}…` : long;
}
