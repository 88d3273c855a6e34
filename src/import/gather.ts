import { slugOf } from '../scaffold/question.ts';
import type { Found, FoundIncident, FoundLook, FoundService, NotCarried } from './found.ts';
import type { Lined } from './yaml.ts';

/** Collects what a source holds while it is read, so that every reader complains in the same way. */
export interface Gathering {
  readonly services: FoundService[];
  readonly incidents: FoundIncident[];
  readonly looks: FoundLook[];
  readonly notCarried: NotCarried[];
  /** Says that something was not carried over. */
  leave(file: string, line: number, what: string, why: string): void;
  /** A slug of a title that no other service has. */
  slug(title: string): string;
  /** Slug of a service by the name or id that incidents use for it; undefined where it is not known. */
  known(name: string): string | undefined;
  /** Lets a service be found under another name. */
  call(name: string, slug: string): void;
}

export function gathering(): Gathering & { found(): Found } {
  const services: FoundService[] = [];
  const incidents: FoundIncident[] = [];
  const looks: FoundLook[] = [];
  const notCarried: NotCarried[] = [];
  const names = new Map<string, string>();
  /** Slugs by their letters and digits alone; null where two services share them. */
  const squashed = new Map<string, string | null>();
  const taken = new Set<string>();
  return {
    services,
    incidents,
    looks,
    notCarried,
    leave: (file, line, what, why) => void notCarried.push({ file, line, what, why }),
    slug(title) {
      // A title without a letter that an id can hold gets one all the same; people rename it, and formerIds keep its history.
      const wished = /[a-z0-9]/i.test(title.normalize('NFKD')) ? slugOf(title) : 'service';
      let slug = wished;
      for (let count = 2; taken.has(slug); count += 1) slug = `${wished}-${count}`;
      taken.add(slug);
      return slug;
    },
    known: (name) => names.get(name.trim().toLowerCase()) ?? squashed.get(squash(name)) ?? undefined,
    call(name, slug) {
      names.set(name.trim().toLowerCase(), slug);
      const other = squashed.get(squash(name));
      squashed.set(squash(name), other === undefined || other === slug ? slug : null);
    },
    found: () => ({ services, incidents, looks, notCarried }),
  };
}

/**
 * Letters and digits of a name. Makers of slugs disagree on where a word ends (`OnDemand` is `ondemand` or `on-demand`), and
 * agree on these.
 */
function squash(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Lists every key of a mapping that a reader does not know, each with its line. */
export function leaveUnknown(
  into: Gathering,
  file: string,
  lined: Lined,
  path: readonly (string | number)[],
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  why: (key: string) => string,
): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) into.leave(file, lined.line(...path, key), [...path, key].join('.'), why(key));
  }
}

/** Headers for our probes: names of the environment become secrets, and what looks like a secret in clear is left out. */
export function headersOf(
  into: Gathering,
  place: (name: string) => { file: string; line: number },
  headers: readonly (readonly [string, string])[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    const referred = secretsIn(value);
    if (referred === value && /authori[sz]ation|cookie|token|api-?key|secret|password/i.test(name)) {
      const { file, line } = place(name);
      into.leave(
        file,
        line,
        `header ${name}`,
        'its value stands there in clear; write it as ${secret.NAME} and set that',
      );
      continue;
    }
    kept[name] = referred;
  }
  return kept;
}

/** `$NAME` and `${NAME}` as `${secret.NAME}`; every other text as it stands. */
export function secretsIn(text: string): string {
  return text.replace(/\$\{?([A-Z][A-Z0-9_]+)\}?/g, (_, name: string) => `\${secret.${name}}`);
}
