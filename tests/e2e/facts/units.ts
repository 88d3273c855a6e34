/** An element of a page with what stands in it. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

/** The smallest piece of a page that a reader takes in at once, under the heading it stands below. */
export interface Unit {
  readonly kind: 'row' | 'item' | 'pair' | 'paragraph';
  /** Nearest heading above; for a row, the caption of its table. */
  readonly under: string;
  /** Words of the unit, white space folded; cells of a row as `Column: cell; Column: cell`. */
  readonly text: string;
}

const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'wbr',
  'path',
  'rect',
  'line',
]);
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  amp: '&',
  apos: "'",
};
const TOKEN =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|([^<]+)/gi;

/** Reads well-formed HTML into a tree. Throws when an end tag closes nothing. */
export function parseHtml(html: string): Element {
  const root: Element = { tag: 'root', attributes: {}, children: [] };
  const open: Element[] = [root];
  for (const [, close, name, rest = '', text] of html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .matchAll(TOKEN)) {
    const parent = open.at(-1) as Element;
    if (text !== undefined) parent.children.push(decode(text));
    if (name === undefined) continue;
    const tag = name.toLowerCase();
    if (close) {
      if (VOID.has(tag)) continue;
      if (parent.tag !== tag)
        throw new Error(`</${tag}> closes <${parent.tag}>; the page is not well formed`);
      open.pop();
      continue;
    }
    const element: Element = { tag, attributes: attributesOf(rest), children: [] };
    parent.children.push(element);
    if (!VOID.has(tag) && !rest.endsWith('/')) open.push(element);
  }
  return root;
}

/** Every element below one, itself included, in the order of the page. */
export function* walk(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) if (typeof child !== 'string') yield* walk(child);
}

/** Elements of some kinds below one, in the order of the page. */
export function all(element: Element, ...tags: string[]): Element[] {
  return [...walk(element)].filter(({ tag }) => tags.includes(tag));
}

/** Words of an element as a reader sees them. */
export function wordsOf(element: Element): string {
  return rawWords(element)
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:)])/g, '$1')
    .replace(/\( /g, '(')
    .trim();
}

/** Targets of the links inside an element. */
export function linksOf(element: Element): string[] {
  return all(element, 'a').flatMap(({ attributes }) => attributes['href'] ?? []);
}

/** What stands below the second heading with an id, up to the next one. Throws when there is none. */
export function sectionOf(main: Element, id: string): Element {
  for (const parent of walk(main)) {
    const start = parent.children.findIndex(
      (child) => typeof child !== 'string' && child.tag === 'h2' && child.attributes['id'] === id,
    );
    if (start < 0) continue;
    const rest = parent.children.slice(start + 1);
    const end = rest.findIndex((child) => typeof child !== 'string' && child.tag === 'h2');
    return { tag: 'section', attributes: {}, children: end < 0 ? rest : rest.slice(0, end) };
  }
  throw new Error(`no heading #${id} on this page`);
}

/** The main part of a page. Throws when there is none. */
export function mainOf(html: string): Element {
  const [main] = all(parseHtml(html), 'main');
  if (!main) throw new Error('the page has no main part');
  return main;
}

/** Everything a reader takes in at once on a page: rows, list items, pairs of term and meaning, paragraphs. */
export function unitsOf(html: string): Unit[] {
  const units: Unit[] = [];
  let heading = '';
  let columns: string[] = [];
  let caption = '';
  let term = '';
  for (const element of walk(mainOf(html))) {
    const text = wordsOf(element);
    const cells = element.children.filter((child) => typeof child !== 'string');
    if (/^h[1-6]$/.test(element.tag)) heading = text;
    else if (element.tag === 'caption') [caption, columns] = [text, []];
    else if (
      element.tag === 'tr' &&
      cells.every(({ tag, attributes }) => tag === 'th' && attributes['scope'] === 'col')
    )
      columns = cells.map(wordsOf);
    else if (element.tag === 'tr')
      units.push({
        kind: 'row',
        under: caption,
        text: cells.map((cell, index) => `${columns[index] ?? ''}: ${wordsOf(cell)}`).join('; '),
      });
    else if (element.tag === 'li') units.push({ kind: 'item', under: heading, text });
    else if (element.tag === 'p') units.push({ kind: 'paragraph', under: heading, text });
    else if (element.tag === 'dt') term = text;
    else if (element.tag === 'dd') units.push({ kind: 'pair', under: heading, text: `${term}: ${text}` });
  }
  return units;
}

function rawWords(element: Element): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : ` ${rawWords(child)} `))
    .join('');
}

function attributesOf(source: string): Record<string, string> {
  return Object.fromEntries(
    [...source.matchAll(/([^\s=/]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)].map((found) => [
      found[1] as string,
      decode(found[2] ?? found[3] ?? found[4] ?? ''),
    ]),
  );
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal) return String.fromCodePoint(Number(decimal));
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      return ENTITIES[name ?? ''] ?? whole;
    },
  );
}
