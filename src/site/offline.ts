import { createHash } from 'node:crypto';
import { type Entry, entriesOf, entryPath, find, register } from '../book/book.ts';
import type { Site } from './site.ts';

/** Urgency of a level up to which runbooks are taken along: in the order common to all domains. */
const MOST_URGENT = 2;

/** A page that can be read with the network off, with the words it is found by. */
export interface OfflinePage {
  /** Path below the base path, without a leading slash. */
  readonly path: string;
  readonly title: string;
  readonly summary: string;
  readonly severity: string | null;
  readonly domain: string;
  /** Alerts, services, error messages and other words, beside those of title and summary. */
  readonly words: string;
}

export interface OfflineBundle {
  /** Another one whenever the copies should be made anew. */
  readonly version: string;
  readonly runbooks: readonly OfflinePage[];
  /** Everything to keep, as paths below the base path: pages, and scripts that only scripts ask for. What a page names is found in it. */
  readonly files: readonly string[];
}

const SCRIPTS = ['run-kept.js', 'run-state.js', 'favicon.svg'] as const;
const PAGES = ['offline/', 'runs/', 'on-call/'] as const;

/** Runbooks of the two most urgent levels, active ones only, with who is on call and what their pages need. */
export function offlineBundle({
  book,
  facts,
  settings,
}: Pick<Site, 'book' | 'facts' | 'settings'>): OfflineBundle {
  const taken = entriesOf(book, 'runbooks').filter((runbook) => isUrgent(book, runbook));
  const runbooks = taken.map((runbook) => offlinePage(book, runbook));
  const rotations = entriesOf(book, 'rotations').map(({ id }) => entryPath('rotations', id).slice(1));
  const alerts = [...book.alerts]
    .filter(([, id]) => taken.some((runbook) => runbook.id === id))
    .map(([alert]) => `r/${alert}/`);
  const files = [...PAGES, ...rotations, ...runbooks.map(({ path }) => path), ...alerts, ...SCRIPTS];
  const version = createHash('sha256')
    .update(JSON.stringify([settings.now, facts.record.head, runbooks, files]))
    .digest('hex')
    .slice(0, 16);
  return { version, runbooks, files };
}

function isUrgent(book: Site['book'], { data, domain }: Entry<'runbooks'>): boolean {
  if (data.state !== 'active' || data.severity === undefined) return false;
  const level = register(book, domain, 'severities')?.levels.find(({ id }) => id === data.severity);
  return level !== undefined && level.urgency <= MOST_URGENT;
}

function offlinePage(book: Site['book'], { id, data, domain }: Entry<'runbooks'>): OfflinePage {
  const services = data.services.flatMap((service) => {
    const found = find(book, 'services', service);
    return found ? [found.data.title, ...found.data.aliases] : [];
  });
  return {
    path: entryPath('runbooks', id).slice(1),
    title: data.title,
    summary: data.summary,
    severity: data.severity ?? null,
    domain: find(book, 'domains', domain)?.data.title ?? domain,
    words: [...new Set([...data.alerts, ...services, ...data.errors, ...data.keywords])].join(' '),
  };
}
