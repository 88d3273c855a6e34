import type { Block, Cell } from '../../views/model.ts';
import { xmlText } from '../feeds/text.ts';

/**
 * Text as Markdown that says exactly this: whatever CommonMark, GitHub's tables, or HTML would read as markup is
 * escaped, and line ends become spaces.
 */
export function md(text: string): string {
  return xmlText(text)
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]|~#!]/g, (sign) => `\\${sign}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^(?=[-+=:])/, '\\')
    .replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\');
}

/** Several paragraphs of plain text. */
export function paragraphs(text: string): string {
  return text
    .split(/(?:\r\n?|\n)\s*(?:\r\n?|\n)/)
    .map(md)
    .filter((one) => one !== '')
    .join('\n\n');
}

/** A link; an address that is neither a path nor of the web is left out, and only its words stay. */
export function mdLink(text: string, href: string): string {
  if (!/^(?:\/|https?:\/\/|mailto:|#)/i.test(href)) return md(text);
  const target = xmlText(href).replaceAll(/[\s<>()\\"'`]/g, (sign) =>
    encodeURIComponent(sign).replace(/[()']/g, hex),
  );
  return `[${md(text)}](${target})`;
}

const hex = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

/** A table; an empty one is nothing. Cells are Markdown already. */
export function mdTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head.map(md)), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function mdList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Pieces of a page with an empty line between them; empty pieces fall out. */
export function mdPage(pieces: readonly (string | null | undefined | false)[]): string {
  return `${pieces.filter((piece) => typeof piece === 'string' && piece !== '').join('\n\n')}\n`;
}

/** Blocks of a view as Markdown; `link` turns a path of the site into its address. */
export function blocksMd(blocks: readonly Block[], link: (path: string) => string): string {
  return blocks.map((block) => blockMd(block, link)).join('\n\n');
}

function blockMd(block: Block, link: (path: string) => string): string {
  const cell = (one: Cell): string => cellMd(one, link);
  switch (block.kind) {
    case 'table':
      return [
        `**${md(block.caption)}**`,
        mdTable(
          block.columns,
          block.rows.map((row) => row.map(cell)),
        ),
      ]
        .filter((piece) => piece !== '')
        .join('\n\n');
    case 'list':
      return block.ordered
        ? block.items.map((item, index) => `${index + 1}. ${cell(item)}`).join('\n')
        : mdList(block.items.map(cell));
    case 'pairs':
      return mdList(block.pairs.map(({ label, value }) => `**${md(label)}**: ${cell(value)}`));
    case 'text':
      return paragraphs(block.text);
    case 'empty':
      return `${md(block.text)} ${md(block.how)}`.trim();
    case 'doubts':
      return mdList(block.items.map(md));
    default: {
      const never: never = block;
      throw new RangeError(`unknown block ${JSON.stringify(never)}`);
    }
  }
}

function cellMd(cell: Cell, link: (path: string) => string): string {
  const text = cell.items
    ? cell.items.map((item) => cellMd(item, link)).join(', ')
    : cell.href
      ? mdLink(cell.text, cell.href.startsWith('/') ? link(cell.href) : cell.href)
      : md(cell.text);
  return cell.note ? `${text} (${md(cell.note)})` : text;
}
