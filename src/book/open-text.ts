import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkMdx);

/**
 * A text without what a page made of it does not show: comments, and everything else between braces outside of code.
 * What cannot be parsed gives no text at all, because nobody could tell its comments from its words.
 */
export function openText(body: string): string {
  if (!/[{]|^(?:import|export)\b/m.test(body)) return body;
  const cuts: { from: number; to: number }[] = [];
  try {
    visit(processor.parse(body), (node) => {
      switch (node.type) {
        case 'mdxFlowExpression':
        case 'mdxTextExpression':
        case 'mdxjsEsm':
          cuts.push({ from: node.position?.start.offset ?? 0, to: node.position?.end.offset ?? body.length });
      }
    });
  } catch {
    return '';
  }
  let open = '';
  let at = 0;
  for (const { from, to } of cuts.sort((a, b) => a.from - b.from)) {
    open += body.slice(at, Math.max(at, from));
    at = Math.max(at, to);
  }
  return (open + body.slice(at)).replace(/\n{3,}/g, '\n\n').replace(/^\n+/, '');
}
