import { type Book, entriesOf, find } from '../../book/book.ts';
import { firstLevel, levelsOf } from '../../response/severity.ts';
import { keeper } from '../../response/silence.ts';
import type { OutsideAlert } from './alert.ts';

/** What an alert from outside means in the words of the book. */
export interface Placed {
  readonly domain: string;
  readonly services: readonly string[];
  readonly severity: string;
  /** Id of the runbook that answers it; null where the book has none. */
  readonly runbook: string | null;
  /** In words what had to be guessed or was not understood. */
  readonly problems: readonly string[];
}

/** What an alert means in the words of the book; null where the book has no domain at all. Pure. */
export function placeAlert(alert: OutsideAlert, book: Book): Placed | null {
  const problems: string[] = [];
  const runbook = runbookOf(alert, book);
  if (runbook === null)
    problems.push(`${alert.alert}: no runbook names this alert; add it to the alerts of one`);
  const named = find(book, 'domains', alert.domain ?? '')?.id ?? null;
  if (alert.domain !== null && named === null)
    problems.push(`${alert.alert}: the book has no domain ${alert.domain}`);
  const service = alert.service === null ? null : serviceOf(alert.service, named, book);
  if (alert.service !== null && service === null)
    problems.push(`${alert.alert}: no service, or more than one, is called ${alert.service}`);
  const services =
    service === null
      ? (find(book, 'runbooks', runbook ?? '')?.data.services ?? []).filter(
          (id) => named === null || find(book, 'services', id)?.domain === named,
        )
      : [service];
  const domain =
    find(book, 'services', service ?? '')?.domain ??
    named ??
    find(book, 'runbooks', runbook ?? '')?.domain ??
    keeper(book) ??
    entriesOf(book, 'domains')[0]?.id;
  if (domain === undefined) return null;
  const severity = severityOf(alert, book, domain, services, runbook);
  if (severity.guessed) problems.push(`${alert.alert}: ${severity.guessed}; ${severity.level} was taken`);
  return { domain, services, severity: severity.level, runbook, problems };
}

function runbookOf({ alert, runbook }: OutsideAlert, book: Book): string | null {
  if (runbook !== null) {
    const [, inPath] = /\/runbooks\/([a-z0-9/-]+?)\/?(?:[#?].*)?$/i.exec(runbook) ?? [];
    for (const id of [runbook, inPath ?? '']) if (find(book, 'runbooks', id)) return id;
  }
  const exact = book.alerts.get(alert);
  if (exact !== undefined) return exact;
  const wanted = letters(alert);
  const [, alike] = [...book.alerts].find(([name]) => letters(name) === wanted) ?? [];
  return alike ?? null;
}

/** A service by id, by the end of its id, by title or alias; null where none, or more than one, is called so. */
function serviceOf(name: string, domain: string | null, book: Book): string | null {
  const exact = find(book, 'services', name) ?? find(book, 'services', `${domain ?? ''}/${name}`);
  if (exact) return exact.id;
  const wanted = letters(name);
  const called = entriesOf(book, 'services').filter(
    (one) =>
      (domain === null || one.domain === domain) &&
      [one.id.slice(one.id.lastIndexOf('/') + 1), one.data.title, ...one.data.aliases].some(
        (each) => letters(each) === wanted,
      ),
  );
  return called.length === 1 ? (called[0]?.id ?? null) : null;
}

/** Letters and figures alone, so that `Payments Down`, `payments_down` and `PaymentsDown` are one. */
function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Words for severity that rules of alerts commonly use, by their urgency. */
const COMMON_WORDS: ReadonlyMap<string, number> = new Map([
  ...['critical', 'page', 'emergency', 'fatal', 'disaster'].map((word) => [word, 1] as const),
  ...['high', 'error', 'major'].map((word) => [word, 2] as const),
  ...['warning', 'warn', 'minor', 'medium', 'ticket'].map((word) => [word, 3] as const),
  ...['info', 'information', 'notice', 'low', 'none'].map((word) => [word, 4] as const),
]);

function severityOf(
  { severity }: OutsideAlert,
  book: Book,
  domain: string,
  services: readonly string[],
  runbook: string | null,
): { level: string; guessed: string | null } {
  const levels = levelsOf(book, domain);
  const known = (word: string | undefined) => levels.find(({ id }) => id === word)?.id;
  if (severity !== null) {
    const alike = known(severity) ?? levels.find(({ id }) => letters(id) === letters(severity))?.id;
    if (alike !== undefined) return { level: alike, guessed: null };
    const urgency = COMMON_WORDS.get(severity.toLowerCase());
    if (urgency !== undefined) return { level: firstLevel(book, domain, urgency), guessed: null };
  }
  const written =
    known(find(book, 'runbooks', runbook ?? '')?.data.severity) ??
    services
      .map((id) => known(find(book, 'services', id)?.data.severity))
      .find((level) => level !== undefined);
  const guessed =
    severity === null ? 'it has no severity' : `the scale of ${domain} has no severity ${severity}`;
  if (written !== undefined) return { level: written, guessed: severity === null ? null : guessed };
  return { level: firstLevel(book, domain, 2), guessed };
}
