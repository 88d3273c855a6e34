import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { md, mdLink, mdList, mdTable } from './write.ts';

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkMdx);
type Root = ReturnType<typeof processor.parse>;
type Node = Root | Root['children'][number];

/**
 * The text of an entry as Markdown that holds what readers of its page see and nothing else: comments, expressions
 * and imports of MDX are not shown and so not written, of a component only its text stays, and every word is escaped
 * again. Text that is no valid MDX gives nothing; `check` refuses it.
 */
export function proseMd(text: string): string {
  let root: Root;
  try {
    root = processor.parse(text);
  } catch {
    return '';
  }
  return blocks(root);
}

function blocks(node: Node): string {
  return childrenOf(node)
    .map(block)
    .filter((piece) => piece !== '')
    .join('\n\n');
}

function block(node: Node): string {
  switch (node.type) {
    case 'paragraph':
      return inlines(node).trim();
    case 'heading':
      return `${'#'.repeat(node.depth)} ${inlines(node).trim()}`;
    case 'list': {
      const items = node.children.map((item) => blocks(item).replaceAll('\n', '\n   '));
      return node.ordered ? items.map((item, at) => `${at + 1}. ${item}`).join('\n') : mdList(items);
    }
    case 'blockquote':
      return blocks(node).replaceAll(/^/gm, '> ');
    case 'code':
      return fenced(node.value, node.lang ?? '');
    case 'thematicBreak':
      return '---';
    case 'table': {
      const [head = [], ...rows] = node.children.map((row) =>
        row.children.map((cell) => inlines(cell).trim()),
      );
      return mdTable(head, rows);
    }
    case 'mdxJsxFlowElement':
      return blocks(node);
    default:
      return inline(node).trim();
  }
}

function inlines(node: Node): string {
  return childrenOf(node).map(inline).join('');
}

function inline(node: Node): string {
  switch (node.type) {
    case 'text':
      return spaced(node.value);
    case 'inlineCode':
      // As text: a code span cannot hold every text, and here none may act.
      return spaced(node.value);
    case 'strong':
      return `**${inlines(node).trim()}**`;
    case 'emphasis':
      return `_${inlines(node).trim()}_`;
    case 'link':
      return mdLink(plainOf(node), node.url);
    case 'break':
      return ' ';
    case 'image':
      return md(node.alt ?? '');
    // Nothing of these is seen on a page.
    case 'html':
    case 'mdxjsEsm':
    case 'mdxFlowExpression':
    case 'mdxTextExpression':
    case 'definition':
    case 'footnoteDefinition':
    case 'yaml':
      return '';
    default:
      return inlines(node);
  }
}

/** Escaped text with the spaces at its ends, which separate it from its neighbours. */
function spaced(text: string): string {
  const inner = md(text);
  if (inner === '') return text === '' ? '' : ' ';
  return `${/^\s/.test(text) ? ' ' : ''}${inner}${/\s$/.test(text) ? ' ' : ''}`;
}

function plainOf(node: Node): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  return childrenOf(node).map(plainOf).join('');
}

function fenced(value: string, language: string): string {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replaceAll(/[^\w+-]/g, '')}\n${value}\n${fence}`;
}

function childrenOf(node: Node): Node[] {
  return 'children' in node ? (node.children as Node[]) : [];
}
