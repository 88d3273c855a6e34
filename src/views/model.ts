/**
 * What a page says, before it is HTML, Markdown or JSON: sections of tables, lists and sentences.
 * Views are pure; pages only draw them. A value that nobody knows is a cell of kind `unknown`, so that
 * no renderer can mistake it for a zero.
 */
export interface Cell {
  readonly text: string;
  readonly kind: 'plain' | 'unknown' | 'planned' | 'code' | 'measured';
  /** Path below the base path, or an address outside the book. */
  readonly href?: string | undefined;
  /** A remark in smaller type behind the value. */
  readonly note?: string | undefined;
  /** Several values in one cell. */
  readonly items?: readonly Cell[] | undefined;
  /** What the cell is sorted by where its text does not say it, such as the place of a severity in its scale. */
  readonly order?: number | undefined;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Anchor of each row, where rows can be linked to. */
  readonly anchors?: readonly string[] | undefined;
}
export interface ListBlock {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly items: readonly Cell[];
}
export interface PairsBlock {
  readonly kind: 'pairs';
  readonly pairs: readonly { readonly label: string; readonly value: Cell }[];
}
export interface TextBlock {
  readonly kind: 'text';
  readonly text: string;
}
/** A meaningful empty state: what is not there, and how to fill it. */
export interface EmptyBlock {
  readonly kind: 'empty';
  readonly text: string;
  readonly how: string;
}
/** Where sources are silent or disagree; always shown. */
export interface DoubtsBlock {
  readonly kind: 'doubts';
  readonly items: readonly string[];
}
export type Block = TableBlock | ListBlock | PairsBlock | TextBlock | EmptyBlock | DoubtsBlock;

export interface Section {
  /** Anchor on the page. */
  readonly id: string;
  readonly title: string;
  /** Path of the data it was made from, so that prose can quote it: `delivery#rollbackCriteria`. */
  readonly part: string;
  readonly blocks: readonly Block[];
}

export const plain = (text: string, note?: string): Cell => ({ text, kind: 'plain', note });
export const code = (text: string): Cell => ({ text, kind: 'code' });
export const link = (text: string, href: string, note?: string): Cell => ({
  text,
  kind: 'plain',
  href,
  note,
});
/** A value nobody knows: "N/A" unless the reason can be said better. */
export const unknown = (text = 'N/A', note?: string): Cell => ({ text, kind: 'unknown', note });
export const planned = (text: string, note?: string): Cell => ({ text, kind: 'planned', note });
/** A value computed from the record. */
export const measured = (text: string, note?: string, href?: string): Cell => ({
  text,
  kind: 'measured',
  note,
  href,
});
export const several = (items: readonly Cell[]): Cell => ({
  text: items.map((item) => item.text).join(', '),
  kind: 'plain',
  items,
});

/** A cell for a value that may be missing. */
export function maybe(value: string | null | undefined, missing = 'N/A'): Cell {
  return value === null || value === undefined ? unknown(missing) : plain(value);
}

export const table = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  anchors?: readonly string[],
): TableBlock => ({ kind: 'table', caption, columns, rows, anchors });
export const list = (items: readonly Cell[], ordered = false): ListBlock => ({
  kind: 'list',
  ordered,
  items,
});
export const pairs = (entries: readonly (readonly [string, Cell])[]): PairsBlock => ({
  kind: 'pairs',
  pairs: entries.map(([label, value]) => ({ label, value })),
});
export const paragraph = (text: string): TextBlock => ({ kind: 'text', text });
export const empty = (text: string, how: string): EmptyBlock => ({ kind: 'empty', text, how });
/** A block of doubts, or nothing when there are none. */
export const doubts = (items: readonly string[]): DoubtsBlock[] =>
  items.length > 0 ? [{ kind: 'doubts', items }] : [];

/** A table, or an empty state where there is no row. */
export function tableOr(block: TableBlock, otherwise: EmptyBlock): Block {
  return block.rows.length > 0 ? block : otherwise;
}

/** A list, or an empty state where there is no item. */
export function listOr(block: ListBlock, otherwise: EmptyBlock): Block {
  return block.items.length > 0 ? block : otherwise;
}
