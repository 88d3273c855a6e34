import type { Entry } from '../../book/book.ts';
import { collectionPath, entriesOf, entryPath } from '../../book/book.ts';
import { lookUpFact } from '../../book/fact.ts';
import { nearest } from '../../book/finding.ts';
import { COLLECTIONS } from '../../schemas/reference.ts';
import { Limit } from '../../schemas/vocabulary.ts';
import type { Complaint, LintContext, Rule } from '../rule.ts';

/** Components that may stand in the text of an entry, with their attributes. */
export const TEXT_COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  Aside: ['kind', 'title'],
  Fact: ['of'],
  Part: ['of'],
  Live: ['service'],
};

/** Pages of the site that are no entries and may be linked to. */
export const FIXED_PAGES = ['/', '/status/', '/search/', '/compare/', '/how-we-measure/'] as const;

function* texts(context: LintContext) {
  for (const collection of COLLECTIONS) {
    for (const entry of entriesOf(context.book, collection) as Entry[]) {
      if (entry.source.body !== null)
        yield { entry, body: context.bodyOf(entry.source), file: entry.source.file };
    }
  }
}

export const textSyntax: Rule = {
  id: 'text-syntax',
  level: 'error',
  reason: 'Text that is no valid MDX cannot be built into a page.',
  *check(context): Generator<Complaint> {
    for (const { body, file } of texts(context)) {
      if (body.problem) yield { file, at: body.problem, message: body.problem.message };
    }
  },
};

export const unknownComponent: Rule = {
  id: 'unknown-component',
  level: 'error',
  reason: 'A component that does not exist would break the build with a message that names no line.',
  *check(context): Generator<Complaint> {
    for (const { body, file } of texts(context)) {
      for (const component of body.components) {
        if (!/^[A-Z]/.test(component.name)) continue;
        const attributes = TEXT_COMPONENTS[component.name];
        if (!attributes) {
          yield {
            file,
            at: component,
            message: `there is no component ${component.name}`,
            suggestion: nearest(component.name, Object.keys(TEXT_COMPONENTS)),
          };
          continue;
        }
        for (const name of Object.keys(component.attributes)) {
          if (!attributes.includes(name))
            yield {
              file,
              at: component,
              message: `${component.name} has no attribute ${name}`,
              suggestion: nearest(name, attributes),
            };
        }
      }
    }
  },
};

export const unknownFact: Rule = {
  id: 'unknown-fact',
  level: 'error',
  reason:
    'Prose shows figures by address, so an address that leads nowhere would leave a hole in the sentence.',
  *check(context): Generator<Complaint> {
    for (const { body, file } of texts(context)) {
      for (const component of body.components) {
        if (component.name === 'Fact' || component.name === 'Part') {
          const result = lookUpFact(context.book, component.attributes.of ?? '');
          if (!result.ok)
            yield { file, at: component, message: result.message, suggestion: result.suggestion };
          else if (component.name === 'Fact' && isGroup(result.value)) {
            yield {
              file,
              at: component,
              message: `a group of fields cannot stand in a sentence; name one of: ${Object.keys(result.value).join(', ')}`,
            };
          }
        }
        if (component.name === 'Live') {
          const service = component.attributes.service ?? '';
          if (!context.book.collections.services.has(service)) {
            yield {
              file,
              at: component,
              message: `there is no service ${service}`,
              suggestion: nearest(service, context.book.collections.services.keys()),
            };
          }
        }
      }
    }
  },
};

/** Whether a value has no words of its own: several fields, none of which names it, and no limit. */
function isGroup(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const named = ['title', 'name', 'description'].some(
    (key) => typeof (value as Record<string, unknown>)[key] === 'string',
  );
  return !named && !Limit.safeParse(value).success;
}

/** Path of every page of the internal site that a text may link to. */
function pagePaths(context: LintContext): Set<string> {
  const paths = new Set<string>(FIXED_PAGES);
  for (const collection of COLLECTIONS) {
    paths.add(collectionPath(collection));
    for (const id of context.book.collections[collection].keys()) paths.add(entryPath(collection, id));
  }
  for (const alert of context.book.alerts.keys()) paths.add(`/r/${alert}/`);
  for (const service of context.book.collections.services.values())
    if (service.data.audience === 'public') paths.add(`/components/${service.id}/`);
  return paths;
}

export const brokenLink: Rule = {
  id: 'broken-link',
  level: 'error',
  reason: 'A dead link in a runbook costs minutes when minutes count.',
  *check(context): Generator<Complaint> {
    const paths = pagePaths(context);
    for (const { body, file } of texts(context)) {
      const own = new Set(body.headings.map((heading) => heading.slug));
      for (const link of body.links) {
        if (/^(?:https?:|mailto:)/.test(link.url)) continue;
        if (link.url.startsWith('#')) {
          const anchor = link.url.slice(1);
          if (!own.has(anchor))
            yield {
              file,
              at: link,
              message: `there is no heading #${anchor} on this page`,
              suggestion: nearest(anchor, own),
            };
          continue;
        }
        const path = link.url.replace(/[#?].*$/, '');
        if (paths.has(path)) continue;
        if (!path.startsWith('/')) {
          yield {
            file,
            at: link,
            message: `write links to other pages from the root: ${link.url} should begin with a slash`,
            suggestion: nearest(path, paths),
          };
          continue;
        }
        const withSlash = path.endsWith('/') ? path : `${path}/`;
        yield {
          file,
          at: link,
          message: `no page has the path ${path}`,
          suggestion: paths.has(withSlash) ? withSlash : nearest(path, paths),
        };
      }
    }
  },
};
