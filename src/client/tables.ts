/**
 * Tables that can be sorted by a column: each heading becomes a button, pressed once for ascending, twice for descending,
 * three times for the order of the page. Keys were computed when the page was built and stand in `data-sort`; without this
 * script the tables are tables.
 */

/** `none` is the order in which the page was written. */
export type Direction = 'ascending' | 'descending' | 'none';

/** A key as it stands in `data-sort`: a number, a text, or nothing where the value is not known. */
export type Key = string | null;

/** The direction that the next press asks for. */
export function nextDirection(now: Direction): Direction {
  return now === 'none' ? 'ascending' : now === 'ascending' ? 'descending' : 'none';
}

/**
 * Places of rows in a new order. Equal keys keep the order of the page, whatever the direction, and what is not known stays
 * below what is.
 */
export function orderRows(keys: readonly Key[], direction: Direction): number[] {
  const places = keys.map((_, index) => index);
  if (direction === 'none') return places;
  const known = keys.filter((key) => key !== null);
  const numeric = known.every((key) => key.trim() !== '' && !Number.isNaN(Number(key)));
  const sign = direction === 'ascending' ? 1 : -1;
  return places.sort((a, b) => {
    const [one, other] = [keys[a] ?? null, keys[b] ?? null];
    if (one === null || other === null) return one === other ? a - b : one === null ? 1 : -1;
    const order = numeric
      ? Number(one) - Number(other)
      : one.localeCompare(other, pageLanguage(), { numeric: true, sensitivity: 'base' });
    return order * sign || a - b;
  });
}

function pageLanguage(): string {
  return typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en';
}

function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!body) return;
  const rows = [...body.rows];
  for (const [column, heading] of headings.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const direction = nextDirection((heading.getAttribute('aria-sort') as Direction | null) ?? 'none');
      for (const other of headings) other.removeAttribute('aria-sort');
      if (direction !== 'none') heading.setAttribute('aria-sort', direction);
      const keys = rows.map((row) => row.cells[column]?.dataset.sort ?? null);
      body.append(...orderRows(keys, direction).map((place) => rows[place] as HTMLTableRowElement));
    });
  }
}

if (typeof document !== 'undefined')
  for (const table of document.querySelectorAll<HTMLTableElement>('table[data-sortable]'))
    makeSortable(table);
