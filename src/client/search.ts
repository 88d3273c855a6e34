/**
 * Search: the palette (`/` or Ctrl-K) on every page, and the search page with facets. What pages are called answers at
 * once from `/search-names.json`; the words of their texts follow from the Pagefind index.
 */
import {
  facetsOf,
  indexNames,
  type NamedPage,
  type NameIndex,
  type Ranked,
  rankNames,
} from './search-rank.ts';
import { recentPaths, remember } from './search-recent.ts';

interface Fragment {
  url: string;
  excerpt: string;
  meta: Record<string, string>;
}
interface Found {
  results: { data(): Promise<Fragment> }[];
}
interface Pagefind {
  options(options: Record<string, unknown>): Promise<void>;
  init(): Promise<void>;
  search(term: string | null): Promise<Found>;
}
/** One line of an answer, whichever index it came from. */
interface Hit {
  /** Path below the base, `/runbooks/…/`. */
  readonly path: string;
  readonly title: string;
  readonly where: string;
  readonly text: DocumentFragment | string;
}

const SHOWN = 12;
/** From this share of the query on, the names of a page are trusted before the words of texts are looked at. */
const SURE = 0.6;

interface Names {
  readonly index: NameIndex;
  readonly at: ReadonlyMap<string, NamedPage>;
}

let names: Promise<Names> | undefined;
let engine: Promise<Pagefind> | undefined;

function loadNames(base: string): Promise<Names> {
  names ??= (async () => {
    const response = await fetch(`${base}search-names.json`);
    if (!response.ok) throw new Error(`search-names.json: ${response.status}`);
    const pages = (await response.json()) as NamedPage[];
    return { index: indexNames(pages), at: new Map(pages.map((page) => [page.url, page])) };
  })();
  // A failure is not kept: the network may be back at the next key.
  names.catch(() => {
    names = undefined;
  });
  return names;
}

function loadTexts(base: string): Promise<Pagefind> {
  engine ??= (async () => {
    const pagefind = (await import(`${base}pagefind/pagefind.js`)) as Pagefind;
    await pagefind.options({ baseUrl: base, ranking: { metaWeights: { title: 12, alerts: 8 } } });
    await pagefind.init();
    return pagefind;
  })();
  engine.catch(() => {
    engine = undefined;
  });
  return engine;
}

/** What one search gave: its hits, and the words that were looked for where they are not those that were typed. */
interface Answer {
  readonly hits: readonly Hit[];
  readonly instead: string | null;
  /** False as long as the texts are still being looked through. */
  readonly whole: boolean;
}

/**
 * Answers a query twice: at once from the names, and again with the texts. `show` is never called after `current` has
 * turned false. Throws when not even the names can be loaded.
 */
async function answer(
  base: string,
  term: string,
  filters: Record<string, string>,
  current: () => boolean,
  show: (answer: Answer) => void,
): Promise<void> {
  const known = await loadNames(base);
  if (!current()) return;
  const { hits, corrected } = rankNames(known.index, term, filters, recentPaths());
  const named = term === '' ? facetted(known, filters) : hits.map(namedHit);
  const other = corrected !== '' && !sameWords(corrected, term) ? corrected : null;
  show({ hits: named.slice(0, SHOWN), instead: other, whole: term === '' });
  if (term === '') return;
  let texts: Hit[] = [];
  try {
    const pagefind = await loadTexts(base);
    const found = await pagefind.search(corrected || term);
    if (!current()) return;
    const fragments = await Promise.all(found.results.slice(0, SHOWN * 2).map((result) => result.data()));
    texts = fragments.flatMap((fragment) => textHit(base, fragment, known, filters));
  } catch {
    // The names have answered; that the texts did not is no reason to show nothing.
  }
  if (!current()) return;
  const sure = hits.filter((hit) => hit.sure >= SURE).map(namedHit);
  const unsure = hits.filter((hit) => hit.sure < SURE).map(namedHit);
  show({ hits: distinct([...sure, ...texts, ...unsure]).slice(0, SHOWN), instead: other, whole: true });
}

function sameWords(corrected: string, typed: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return plain(corrected) === plain(typed.normalize('NFKD').replace(/\p{M}/gu, ''));
}

function facetted({ index }: Names, filters: Record<string, string>): Hit[] {
  return index.pages.filter((page) => fits(page, filters)).map((page) => pageHit(page, page.summary));
}

function fits(page: NamedPage, filters: Record<string, string>): boolean {
  return Object.entries(filters).every(([facet, wanted]) => facetsOf(page, facet).includes(wanted));
}

function pageHit(page: NamedPage, text: string): Hit {
  const where = [page.kind, page.domain].filter(Boolean).join(' · ');
  return { path: page.url, title: page.title, where, text };
}

function namedHit({ page, because }: Ranked): Hit {
  return pageHit(page, because && because !== page.title ? `${because}: ${page.summary}` : page.summary);
}

function textHit(base: string, fragment: Fragment, known: Names, filters: Record<string, string>): Hit[] {
  const path = `/${new URL(fragment.url, location.origin).pathname.slice(base.length)}`;
  const page = known.at.get(path);
  if (Object.keys(filters).length > 0 && !(page && fits(page, filters))) return [];
  const where = [fragment.meta.kind, fragment.meta.domain].filter(Boolean).join(' · ');
  return [{ path, title: fragment.meta.title ?? path, where, text: excerpt(fragment.excerpt) }];
}

function distinct(hits: readonly Hit[]): Hit[] {
  const seen = new Set<string>();
  return hits.filter(({ path }) => !seen.has(path) && seen.add(path));
}

/** Puts Pagefind's excerpt on the page as text and marks, never as HTML of someone else's making. */
function excerpt(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const piece of html.split(/(<mark>.*?<\/mark>)/)) {
    const plain = piece
      .replace(/<[^>]+>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&');
    if (piece.startsWith('<mark>')) {
      const mark = document.createElement('mark');
      mark.textContent = plain;
      fragment.append(mark);
    } else fragment.append(plain);
  }
  return fragment;
}

function item(base: string, hit: Hit): HTMLLIElement {
  const row = document.createElement('li');
  const link = document.createElement('a');
  link.href = `${base}${hit.path.slice(1)}`;
  const title = document.createElement('strong');
  title.textContent = hit.title;
  const where = document.createElement('span');
  where.textContent = hit.where;
  const text = document.createElement('span');
  text.append(' – ', hit.text);
  link.append(title, where, text);
  link.addEventListener('click', () => remember(hit.path));
  row.append(link);
  return row;
}

/** Puts an answer on the page; whoever has moved into the list keeps the line they stand on. */
function draw(base: string, list: HTMLElement, { hits, instead }: Answer): void {
  const stand = list.contains(document.activeElement)
    ? (document.activeElement as HTMLAnchorElement).href
    : null;
  const rows = hits.map((hit) => item(base, hit));
  list.replaceChildren(
    ...(instead ? [message(`Nobody writes it so; looked for “${instead}”.`)] : []),
    ...rows,
  );
  if (stand) [...list.querySelectorAll('a')].find(({ href }) => href === stand)?.focus();
}

/** Up and down move through the hits, Enter in the field opens the first. */
function moveByArrows(event: KeyboardEvent, field: HTMLInputElement, list: HTMLElement): void {
  const links = [...list.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === 'ArrowDown') (links[at + 1] ?? links[0])?.focus();
  else if (event.key === 'ArrowUp') (at <= 0 ? field : (links[at - 1] as HTMLElement)).focus();
  else if (event.key === 'Enter' && document.activeElement === field) links[0]?.click();
  else return;
  event.preventDefault();
}

let palette: HTMLDialogElement | undefined;

export function openPalette(base: string): void {
  palette ??= makePalette(base);
  if (!palette.open) palette.showModal();
  palette.querySelector('input')?.select();
}

function makePalette(base: string): HTMLDialogElement {
  const dialog = document.createElement('dialog');
  dialog.className = 'palette';
  dialog.setAttribute('aria-label', 'Search the book');
  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = 'Alert, error, service, words…';
  field.setAttribute('aria-label', 'Search the book');
  const list = document.createElement('ul');
  list.className = 'results';
  const status = document.createElement('p');
  status.className = 'visually-hidden';
  status.setAttribute('role', 'status');
  dialog.append(field, list, status);
  document.body.append(dialog);
  let latest = 0;
  const update = async () => {
    latest += 1;
    const mine = latest;
    const term = field.value.trim();
    const current = () => mine === latest;
    status.textContent = '';
    try {
      if (term === '') {
        const lately = await recentHits(base);
        if (current()) list.replaceChildren(...lately.map((hit) => item(base, hit)));
        return;
      }
      await answer(base, term, {}, current, (found) => {
        draw(base, list, found);
        if (!found.whole) return;
        status.textContent =
          found.hits.length === 0 ? `Nothing found for ${term}` : `${found.hits.length} results`;
        if (found.hits.length === 0) list.replaceChildren(message(`Nothing found for “${term}”.`));
      });
    } catch {
      list.replaceChildren(
        message('The search index could not be loaded. The lists of runbooks and services still work.'),
      );
    }
  };
  field.addEventListener('input', () => void update());
  dialog.addEventListener('keydown', (event) => moveByArrows(event, field, list));
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  void loadTexts(base).catch(() => undefined);
  void update();
  return dialog;
}

/** Pages opened from a search on this device, newest first. */
async function recentHits(base: string): Promise<Hit[]> {
  const known = await loadNames(base);
  return recentPaths().flatMap((path) => {
    const page = known.at.get(path);
    return page ? [pageHit(page, page.summary)] : [];
  });
}

function message(text: string): HTMLLIElement {
  const row = document.createElement('li');
  const span = document.createElement('span');
  span.textContent = text;
  row.append(span);
  return row;
}

const FACETS = ['kind', 'domain', 'service', 'severity', 'freshness'] as const;

/** Brings the search page to life: facets, results, and the address bar as memory. */
export async function runSearchPage(
  base: string,
  form: HTMLFormElement,
  list: HTMLElement,
  status: HTMLElement,
): Promise<void> {
  const field = form.elements.namedItem('q') as HTMLInputElement;
  const selects = FACETS.map((name) => form.elements.namedItem(name) as HTMLSelectElement);
  const asked = new URLSearchParams(location.search);
  field.value = asked.get('q') ?? '';
  try {
    const { index } = await loadNames(base);
    for (const select of selects) {
      const counts = new Map<string, number>();
      for (const page of index.pages)
        for (const value of facetsOf(page, select.name))
          if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
      for (const [value, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
        select.append(new Option(`${value} (${count})`, value));
      select.value = asked.get(select.name) ?? '';
    }
  } catch {
    status.textContent = 'The search index could not be loaded. The lists below still work.';
    return;
  }
  form.querySelector<HTMLElement>('[data-facets]')?.setAttribute('data-ready', '');
  let latest = 0;
  const update = async () => {
    latest += 1;
    const mine = latest;
    const filters = Object.fromEntries(
      selects.filter((select) => select.value !== '').map((select) => [select.name, select.value]),
    );
    const term = field.value.trim();
    const query = new URLSearchParams(
      Object.entries({ q: term, ...filters }).filter(([, value]) => value !== ''),
    );
    history.replaceState(null, '', query.size > 0 ? `?${query}` : location.pathname);
    if (term === '' && Object.keys(filters).length === 0) {
      list.replaceChildren();
      status.textContent = '';
      return;
    }
    await answer(
      base,
      term,
      filters,
      () => mine === latest,
      (found) => {
        draw(base, list, found);
        const count = found.hits.length;
        if (count === 0 && !found.whole) return;
        status.textContent =
          count === 0
            ? 'Nothing found. Try fewer letters, or another facet.'
            : `${count} ${count === 1 ? 'result' : 'results'} shown`;
      },
    );
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => void update());
  form.addEventListener('keydown', (event) => moveByArrows(event, field, list));
  list.addEventListener('keydown', (event) => moveByArrows(event, field, list));
  await update();
  field.focus();
}
