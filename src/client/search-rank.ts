/**
 * Ranks pages by what people call them: alert names, error messages, aliases, titles, keywords. It knows nothing of the
 * browser, so the same code answers in the palette, in tests and in the bench. Words of the texts themselves are
 * Pagefind's part.
 */
import { farApart, joinedWordsOf, lettersIn, slips, stem, wordsOf } from './search-words.ts';

const FILLERS = new Set(
  'a an and are at be by can cannot cant do does for from how i in is it my not of on or our s t that the there this to was we what when where who why will with you'.split(
    ' ',
  ),
);

/** A page as search knows it; the shape of one row of `/search-names.json`. */
export interface NamedPage {
  readonly url: string;
  readonly title: string;
  readonly kind: string;
  readonly domain: string;
  readonly services: readonly string[];
  /** Other names of those services. */
  readonly near: readonly string[];
  readonly severity: string | null;
  /** `fresh`, `due`, `overdue`, `never reviewed`; null where nothing is reviewed. */
  readonly freshness: string | null;
  /** Names that mean this page and no other: alerts, ids. */
  readonly names: readonly string[];
  readonly aliases: readonly string[];
  readonly errors: readonly string[];
  readonly keywords: readonly string[];
  readonly summary: string;
  /** Between 0 and 1: how much of a page there is. A stub has little to say. */
  readonly worth: number;
}

/** One page found. `sure` is the share of the query, from 0 to 1, that the page's names account for. */
export interface Ranked {
  readonly page: NamedPage;
  readonly score: number;
  readonly sure: number;
  /** The name, error or alias that matched as a whole, if one did. */
  readonly because: string | null;
}

export interface Ranking {
  readonly hits: readonly Ranked[];
  /** The query with words nobody uses here replaced by the nearest words somebody does. */
  readonly corrected: string;
}

interface Posting {
  readonly page: number;
  readonly weight: number;
}

interface Phrase {
  readonly page: number;
  readonly text: string;
  /** Letters and digits alone. */
  readonly plain: string;
  /** Its letters, see {@link lettersIn}. */
  readonly letters: number;
  /** Its words between blanks, with one before and one after. */
  readonly spaced: string;
  readonly length: number;
  readonly kind: 'alert' | 'id' | 'alias' | 'error' | 'title' | 'keyword';
}

export interface NameIndex {
  readonly pages: readonly NamedPage[];
  readonly words: ReadonlyMap<string, readonly Posting[]>;
  /** Words by their length, for the search of near ones. */
  readonly byLength: ReadonlyMap<number, readonly { readonly word: string; readonly letters: number }[]>;
  /** Every word in order, for the search of beginnings. */
  readonly sorted: readonly string[];
  /** Words by the part that their forms share. */
  readonly byStem: ReadonlyMap<string, readonly string[]>;
  readonly phrases: readonly Phrase[];
}

const WEIGHTS = {
  alert: 6,
  id: 5,
  title: 6,
  alias: 5,
  error: 4,
  keyword: 4,
  service: 2.5,
  domain: 3,
  kind: 2,
  summary: 1.5,
};
/** What a whole phrase found in the query is worth, beside the words in it. */
const PHRASE = { alert: 60, id: 20, alias: 32, error: 40, title: 24, keyword: 14 } as const;
/** A tired person wants to act first and to read later. */
const KIND_WORTH: Readonly<Record<string, number>> = {
  Runbook: 1.25,
  List: 1.2,
  Service: 1.08,
  Policy: 0.95,
  Guide: 0.92,
  Team: 0.9,
  Objective: 0.85,
  Postmortem: 0.8,
  Incident: 0.8,
};
/** Makes the index of pages, once a visit. */
export function indexNames(pages: readonly NamedPage[]): NameIndex {
  const words = new Map<string, Map<number, number>>();
  const phrases: Phrase[] = [];
  // Domains, kinds and keywords come again and again.
  const split = new Map<string, readonly string[]>();
  const wordsIn = (text: string) => {
    const known = split.get(text);
    if (known) return known;
    const found = [...new Set([...wordsOf(text), ...joinedWordsOf(text)])];
    split.set(text, found);
    return found;
  };
  const put = (page: number, text: string, weight: number) => {
    for (const word of wordsIn(text)) {
      const postings = words.get(word) ?? new Map<number, number>();
      words.set(word, postings);
      if ((postings.get(page) ?? 0) < weight) postings.set(page, weight);
    }
  };
  for (const [at, page] of pages.entries()) {
    const named: [Phrase['kind'], readonly string[]][] = [
      // Alerts are written like this: PaymentsDown; ids like that: payments-down.
      ['alert', page.names.filter((name) => /^[A-Z]/.test(name))],
      ['id', page.names.filter((name) => !/^[A-Z]/.test(name))],
      ['alias', page.aliases],
      ['error', page.errors],
      ['title', [page.title]],
      ['keyword', page.keywords],
    ];
    for (const [kind, texts] of named) {
      for (const text of texts) {
        put(at, text, WEIGHTS[kind]);
        const own = wordsOf(text);
        const plain = own.join('');
        phrases.push({
          page: at,
          text,
          plain,
          letters: lettersIn(plain),
          spaced: ` ${own.join(' ')} `,
          length: own.length,
          kind,
        });
      }
    }
    for (const service of [...page.services, ...page.near]) put(at, service, WEIGHTS.service);
    put(at, page.domain, WEIGHTS.domain);
    put(at, page.kind, WEIGHTS.kind);
    put(at, page.summary, WEIGHTS.summary);
  }
  const known = [...words.keys()];
  return {
    pages,
    words: new Map(
      [...words].map(([word, found]) => [word, [...found].map(([page, weight]) => ({ page, weight }))]),
    ),
    byLength: Map.groupBy(
      known.map((word) => ({ word, letters: lettersIn(word) })),
      ({ word }) => word.length,
    ),
    sorted: known.toSorted(),
    byStem: Map.groupBy(known, stem),
    phrases,
  };
}

/** Words of the index near to a typed one, each with how well it fits, from 0 to 1. */
function nearWords(index: NameIndex, typed: string, whole: boolean): Map<string, number> {
  const found = new Map<string, number>();
  // Beside the word itself, other words that begin alike are only a guess at what is still being typed.
  const used = index.words.has(typed) ? 0.5 : 1;
  if (used < 1) found.set(typed, 1);
  const root = stem(typed);
  if (root.length > 2)
    for (const word of index.byStem.get(root) ?? []) if (word !== typed) found.set(word, 0.92);
  if (typed.length > (whole ? 3 : 1)) {
    for (let at = firstFrom(index.sorted, typed); index.sorted[at]?.startsWith(typed); at += 1) {
      const word = index.sorted[at] as string;
      if (!found.has(word)) found.set(word, (whole ? 0.7 : 0.85) * used);
    }
  }
  for (let length = 5; length < typed.length; length += 1) {
    const word = typed.slice(0, length);
    if (index.words.has(word) && !found.has(word)) found.set(word, 0.6 * used);
  }
  // A word that somebody uses is not taken for a slip of another one.
  if (found.size > 0 || typed.length < 4 || /^\d+$/.test(typed)) return found;
  const own = lettersIn(typed);
  const most = typed.length < 8 ? (typed.length < 5 ? 1 : 2) : 3;
  for (let length = typed.length - most; length <= typed.length + most; length += 1) {
    for (const { word, letters } of index.byLength.get(length) ?? []) {
      if (farApart(letters, own, most)) continue;
      const distance = slips(typed, word, most);
      if (distance > most) continue;
      const sameStart = word[0] === typed[0] ? 1 : 0.8;
      found.set(word, Math.max(0.15, 0.88 - 0.22 * distance) * sameStart);
    }
  }
  return found;
}

/** Place of the first word that is not before another in the order of words. */
function firstFrom(sorted: readonly string[], word: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Ranks the pages for a query, best first. `filters` keeps pages with these facets; `recent` are addresses this reader
 * opened lately, newest first, which decide only between pages that fit alike.
 */
export function rankNames(
  index: NameIndex,
  query: string,
  filters: Readonly<Record<string, string>> = {},
  recent: readonly string[] = [],
): Ranking {
  const typed = wordsOf(query);
  const telling = typed.filter((word) => !FILLERS.has(word));
  const words = telling.length > 0 ? telling : typed;
  const scores = new Map<number, { score: number; known: number }>();
  const corrections = new Map<string, string>();
  let asked = 0;
  for (const [at, word] of words.entries()) {
    const near = nearWords(index, word, at < words.length - 1 || /\s$/.test(query));
    const best = new Map<number, number>();
    let rare = 0;
    let nearest: [string, number] | null = null;
    for (const [candidate, fit] of near) {
      const postings = index.words.get(candidate) ?? [];
      const rarity = rarityOf(index, postings.length);
      rare = Math.max(rare, rarity * fit);
      if (nearest === null || fit > nearest[1]) nearest = [candidate, fit];
      for (const { page, weight } of postings) {
        const gain = weight ** 0.7 * fit * rarity;
        if (gain > (best.get(page) ?? 0)) best.set(page, gain);
      }
    }
    if (nearest && nearest[1] < 0.7 && !index.words.has(word)) corrections.set(word, nearest[0]);
    const share = near.size === 0 ? rarityOf(index, 1) : rare;
    asked += share;
    for (const [page, gain] of best) {
      const known = scores.get(page) ?? { score: 0, known: 0 };
      known.score += gain;
      known.known += share;
      scores.set(page, known);
    }
  }
  const reasons = wholePhrases(index, typed);
  for (const page of reasons.keys()) if (!scores.has(page)) scores.set(page, { score: 0, known: 0 });
  const hits: Ranked[] = [];
  for (const [at, { score, known }] of scores) {
    const page = index.pages[at] as NamedPage;
    if (!matches(page, filters)) continue;
    const reason = reasons.get(at);
    const sure = Math.min(1, Math.max(asked === 0 ? 0 : known / asked, reason?.sure ?? 0));
    const again = recent.indexOf(page.url);
    const fit = score * sure ** 1.5 + (reason?.score ?? 0) * sure;
    const lately = again < 0 ? 1 : 1 + 0.2 / (again + 1);
    const total = fit * (KIND_WORTH[page.kind] ?? 1) * page.worth * lately;
    hits.push({ page, score: total, sure, because: reason?.text ?? null });
  }
  hits.sort((a, b) => b.score - a.score || (a.page.url < b.page.url ? -1 : 1));
  return { hits, corrected: typed.map((word) => corrections.get(word) ?? word).join(' ') };
}

function rarityOf(index: NameIndex, pages: number): number {
  return Math.log(1 + index.pages.length / (pages + 0.5));
}

function matches(page: NamedPage, filters: Readonly<Record<string, string>>): boolean {
  return Object.entries(filters).every(([facet, wanted]) => facetsOf(page, facet).includes(wanted));
}

/** Values of a page for a facet: `kind`, `domain`, `service`, `severity`, `freshness`. */
export function facetsOf(page: NamedPage, facet: string): readonly string[] {
  switch (facet) {
    case 'kind':
      return [page.kind];
    case 'domain':
      return [page.domain];
    case 'service':
      return page.services;
    case 'severity':
      return page.severity === null ? [] : [page.severity];
    case 'freshness':
      return page.freshness === null ? [] : [page.freshness];
    default:
      throw new RangeError(`there is no facet ${facet}; use kind, domain, service, severity or freshness`);
  }
}

interface Reason {
  readonly score: number;
  readonly sure: number;
  readonly text: string | null;
}

/** Pages one of whose names, errors or titles stands in the query as a whole, or the query in it. */
function wholePhrases(index: NameIndex, typed: readonly string[]): Map<number, Reason> {
  const found = new Map<number, Reason>();
  const plain = typed.join('');
  if (plain.length < 2) return found;
  const asked: Asked = {
    plain,
    letters: lettersIn(plain),
    spaced: ` ${typed.join(' ')} `,
    length: typed.length,
    most: plain.length < 6 ? 1 : plain.length < 12 ? 2 : 3,
  };
  for (const phrase of index.phrases) {
    const fit = phraseFit(phrase, asked);
    if (fit === 0) continue;
    const score = PHRASE[phrase.kind] * fit;
    const known = found.get(phrase.page);
    if (known && known.score >= score) continue;
    const text = ['title', 'keyword', 'id'].includes(phrase.kind) ? null : phrase.text;
    found.set(phrase.page, { score, sure: fit === 1 || phrase.kind === 'alert' ? 1 : 0, text });
  }
  return found;
}

/** A query in the forms in which phrases are compared with it. */
interface Asked {
  readonly plain: string;
  readonly letters: number;
  readonly spaced: string;
  readonly length: number;
  /** Slips that are forgiven. */
  readonly most: number;
}

/** How far a phrase and the query are the same, from 0 to 1. */
function phraseFit(phrase: Phrase, asked: Asked): number {
  if (phrase.plain === asked.plain) return 1;
  const { spaced, length, kind } = phrase;
  const contained = asked.spaced.includes(spaced);
  if (kind === 'alert') {
    // An alert written in one go, perhaps cut short or with a slip.
    if (contained && length > 1) return 0.9;
    if (asked.plain.length > 4 && phrase.plain.startsWith(asked.plain)) return 0.8;
    return asked.plain.length > 5 && nearly(phrase, asked) ? 0.7 : 0;
  }
  if (contained) return Math.min(0.9, 0.3 + 0.6 * (length / Math.max(1, asked.length)));
  if (kind !== 'error' && kind !== 'title') return 0;
  if (asked.length > 1 && spaced.includes(asked.spaced))
    return Math.min(0.9, 0.35 + 0.6 * (asked.length / length));
  return asked.plain.length > 7 && nearly(phrase, asked) ? 0.6 : 0;
}

function nearly(phrase: Phrase, { plain, letters, most }: Asked): boolean {
  return !farApart(phrase.letters, letters, most) && slips(plain, phrase.plain, most) <= most;
}
