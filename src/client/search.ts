/** Search over the Pagefind index: the palette (`/` or Ctrl-K) on every page, and the search page with facets. */
interface Fragment {
  url: string;
  excerpt: string;
  meta: Record<string, string>;
  sub_results: { title: string; url: string }[];
}
interface Found {
  results: { data(): Promise<Fragment> }[];
}
interface Pagefind {
  options(options: Record<string, unknown>): Promise<void>;
  init(): Promise<void>;
  search(term: string | null, options?: { filters?: Record<string, string> }): Promise<Found>;
  filters(): Promise<Record<string, Record<string, number>>>;
}

const SHOWN = 12;
let engine: Promise<Pagefind> | undefined;

function load(base: string): Promise<Pagefind> {
  engine ??= (async () => {
    const pagefind = (await import(`${base}pagefind/pagefind.js`)) as Pagefind;
    await pagefind.options({ baseUrl: base, ranking: { metaWeights: { title: 12, alerts: 8 } } });
    await pagefind.init();
    return pagefind;
  })();
  return engine;
}

/** Fetches the first hits of a search; null when the reader has typed on meanwhile. */
async function hits(
  pagefind: Pagefind,
  term: string | null,
  filters: Record<string, string>,
  current: () => boolean,
): Promise<Fragment[] | null> {
  const found = await pagefind.search(term, { filters });
  if (!current()) return null;
  const fragments = await Promise.all(found.results.slice(0, SHOWN).map((result) => result.data()));
  return current() ? fragments : null;
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

function item(hit: Fragment): HTMLLIElement {
  const row = document.createElement('li');
  const link = document.createElement('a');
  link.href = hit.url;
  const title = document.createElement('strong');
  title.textContent = hit.meta.title ?? hit.url;
  const where = document.createElement('span');
  where.textContent = [hit.meta.kind, hit.meta.domain].filter(Boolean).join(' · ');
  const text = document.createElement('span');
  text.append(' – ', excerpt(hit.excerpt));
  link.append(title, where, text);
  row.append(link);
  return row;
}

/** Up and down move through the hits; Home and End jump; typing goes on in the field. */
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
    if (term === '') {
      list.replaceChildren();
      return;
    }
    try {
      const found = await hits(await load(base), term, {}, () => mine === latest);
      if (!found) return;
      list.replaceChildren(...found.map(item));
      status.textContent = found.length === 0 ? `Nothing found for ${term}` : `${found.length} results`;
      if (found.length === 0) list.replaceChildren(message(`Nothing found for “${term}”.`));
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
  void load(base).catch(() => undefined);
  return dialog;
}

function message(text: string): HTMLLIElement {
  const row = document.createElement('li');
  const span = document.createElement('span');
  span.textContent = text;
  row.append(span);
  return row;
}

const FACETS = ['kind', 'domain', 'service', 'severity'] as const;

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
  let pagefind: Pagefind;
  try {
    pagefind = await load(base);
    const known = await pagefind.filters();
    for (const select of selects) {
      for (const [value, count] of Object.entries(known[select.name] ?? {}))
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
    const found = await hits(pagefind, term === '' ? null : term, filters, () => mine === latest);
    if (!found) return;
    list.replaceChildren(...found.map(item));
    status.textContent =
      found.length === 0
        ? 'Nothing found. Try fewer letters, or another facet.'
        : `${found.length} ${found.length === 1 ? 'result' : 'results'} shown`;
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => void update());
  form.addEventListener('keydown', (event) => moveByArrows(event, field, list));
  list.addEventListener('keydown', (event) => moveByArrows(event, field, list));
  await update();
  field.focus();
}
