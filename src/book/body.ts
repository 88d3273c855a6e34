import GithubSlugger, { slug as slugOf } from 'github-slugger';
import { toString as textOf } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { Position, Source } from './source.ts';

export interface BodyLink extends Position {
  readonly url: string;
  readonly text: string;
}
export interface BodyHeading extends Position {
  readonly depth: number;
  readonly text: string;
  readonly slug: string;
}
export interface BodyComponent extends Position {
  readonly name: string;
  /** Attributes with literal text values; an expression is null, and so is an attribute without a value. */
  readonly attributes: Readonly<Record<string, string | null>>;
  /** Last line of the component. */
  readonly end: number;
  /** Name of the component that holds it; null where none does. */
  readonly parent: string | null;
}
/** A fence of code; `end` is its last line. */
export interface BodyCode extends Position {
  readonly end: number;
  readonly language: string | null;
  readonly meta: string;
  readonly value: string;
}

/** What the text of an entry contains, as far as rules and search need it. */
export interface Body {
  readonly headings: readonly BodyHeading[];
  readonly links: readonly BodyLink[];
  readonly components: readonly BodyComponent[];
  readonly code: readonly BodyCode[];
  /** Plain text, for the search index of the development server. */
  readonly text: string;
  /** The parser's complaint when the text is no valid MDX. */
  readonly problem: (Position & { readonly message: string }) | null;
}

const EMPTY: Body = { headings: [], links: [], components: [], code: [], text: '', problem: null };
const processor = unified().use(remarkParse).use(remarkGfm).use(remarkMdx);

/** The parser counts lines from the end of the front matter; a reader counts them from the top of the file. */
function shiftPlaces(message: string, lines: number): string {
  return message.replace(/(?<=[(-])(\d+)(?=:\d+[-)])/g, (line) => String(Number(line) + lines));
}

/** Parses the text of an entry. Lines and columns are those of the file. */
export function readBody(source: Source): Body {
  if (source.body === null || source.body.trim() === '') return EMPTY;
  const place = (position: { start: { line: number; column: number } } | undefined): Position => ({
    line: (position?.start.line ?? 1) + source.bodyLine - 1,
    column: position?.start.column ?? 1,
  });
  let tree: ReturnType<typeof processor.parse>;
  try {
    tree = processor.parse(source.body);
  } catch (error) {
    const message = error as {
      reason?: string;
      message?: string;
      place?: { line?: number; column?: number; start?: { line: number; column: number } };
    };
    const start = message.place?.start ?? message.place;
    return {
      ...EMPTY,
      problem: {
        line: (start?.line ?? 1) + source.bodyLine - 1,
        column: start?.column ?? 1,
        message: shiftPlaces(
          message.reason ?? message.message ?? 'this is not valid MDX',
          source.bodyLine - 1,
        ),
      },
    };
  }
  const slugger = new GithubSlugger();
  const headings: BodyHeading[] = [];
  const links: BodyLink[] = [];
  const components: BodyComponent[] = [];
  const code: BodyCode[] = [];
  /** Components so far, in order of their beginning, and where each ends. */
  const open: { name: string; to: number }[] = [];
  const lastLine = (position: { end: { line: number } } | undefined): number =>
    (position?.end.line ?? 1) + source.bodyLine - 1;
  visit(tree, (node) => {
    switch (node.type) {
      case 'heading': {
        const text = textOf(node);
        headings.push({ ...place(node.position), depth: node.depth, text, slug: slugger.slug(text) });
        return;
      }
      case 'link':
      case 'image':
      case 'definition':
        links.push({ ...place(node.position), url: node.url, text: textOf(node) });
        return;
      case 'code':
        code.push({
          ...place(node.position),
          end: lastLine(node.position),
          language: node.lang ?? null,
          meta: node.meta ?? '',
          value: node.value,
        });
        return;
      case 'mdxJsxFlowElement':
      case 'mdxJsxTextElement': {
        const from = node.position?.start.offset ?? 0;
        const attributes: Record<string, string | null> = {};
        for (const attribute of node.attributes) {
          if (attribute.type === 'mdxJsxAttribute') {
            attributes[attribute.name] = typeof attribute.value === 'string' ? attribute.value : null;
          }
        }
        components.push({
          ...place(node.position),
          name: node.name ?? '',
          attributes,
          end: lastLine(node.position),
          parent: open.findLast((one) => one.to > from)?.name ?? null,
        });
        open.push({ name: node.name ?? '', to: node.position?.end.offset ?? 0 });
        return;
      }
      default:
        return;
    }
  });
  return { headings, links, components, code, text: textOf(tree).replace(/\s+/g, ' '), problem: null };
}

/** The anchor that a title gets: `Ask the service` is `ask-the-service`. */
export function anchorOf(title: string): string {
  return slugOf(title);
}

/** A step of a runbook, with the anchor it can be linked to by. */
export interface BodyStep extends Position {
  readonly id: string;
  readonly title: string;
}

/** The steps of a text, in order. */
export function stepsOf({ components }: Body): BodyStep[] {
  return components
    .filter(({ name }) => name === 'Step')
    .map(({ attributes, line, column }) => ({
      line,
      column,
      title: attributes.title ?? '',
      id: attributes.id ?? anchorOf(attributes.title ?? ''),
    }));
}

/** Every anchor of a text: its headings, its steps, and how to undo them. */
export function anchorsOf(body: Body): Set<string> {
  const undo = body.components.flatMap(({ name, attributes }) =>
    name === 'Rollback' ? [attributes.id ?? 'rollback'] : [],
  );
  return new Set([...body.headings.map(({ slug }) => slug), ...stepsOf(body).map(({ id }) => id), ...undo]);
}
