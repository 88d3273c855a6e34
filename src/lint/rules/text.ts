import { anchorsOf, type BodyComponent } from '../../book/body.ts';
import type { Entry } from '../../book/book.ts';
import { collectionPath, entriesOf, entryPath } from '../../book/book.ts';
import { lookUpFact } from '../../book/fact.ts';
import { nearest } from '../../book/finding.ts';
import { COLLECTIONS } from '../../schemas/reference.ts';
import { COMMAND_RISKS } from '../../schemas/runbook.ts';
import { Limit } from '../../schemas/vocabulary.ts';
import { type Complaint, complain, type LintContext, type Rule } from '../rule.ts';

/** An attribute of a component: whether it must be there, and its words where it has a vocabulary. */
interface AttributeRule {
  readonly required?: true;
  readonly oneOf?: readonly string[];
}

/** A component that may stand in the text of an entry. */
interface ComponentRule {
  readonly attributes: Readonly<Record<string, AttributeRule>>;
  /** The component in which alone it makes sense. */
  readonly inside?: string;
}

const ANY: AttributeRule = {};
const REQUIRED: AttributeRule = { required: true };

/** Components that may stand in the text of an entry, with their attributes. */
export const TEXT_COMPONENTS: Readonly<Record<string, ComponentRule>> = {
  Aside: { attributes: { kind: { oneOf: ['note', 'caution', 'danger'] }, title: ANY } },
  Fact: { attributes: { of: REQUIRED } },
  Part: { attributes: { of: REQUIRED } },
  Live: { attributes: { service: REQUIRED } },
  Steps: { attributes: {} },
  Step: { attributes: { title: REQUIRED, id: ANY, rollback: ANY }, inside: 'Steps' },
  Command: {
    attributes: {
      name: REQUIRED,
      risk: { required: true, oneOf: COMMAND_RISKS },
      approval: ANY,
      cwd: ANY,
      expect: ANY,
    },
  },
  Decision: { attributes: { ask: REQUIRED } },
  Choice: { attributes: { to: REQUIRED, label: REQUIRED }, inside: 'Decision' },
  Check: { attributes: {} },
  Warning: { attributes: { title: ANY } },
  Rollback: { attributes: { id: ANY, title: ANY } },
  Verify: { attributes: { service: REQUIRED, slo: ANY } },
};

/** Pages of the site that are no entries and may be linked to. */
export const FIXED_PAGES = [
  '/',
  '/status/',
  '/search/',
  '/compare/',
  '/freshness/',
  '/offline/',
  '/runs/',
  '/how-we-measure/',
  '/onboarding/',
  '/alerts/',
  '/action-items/',
  '/learning/',
  '/rules/',
] as const;

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
        const rule = TEXT_COMPONENTS[component.name];
        if (!rule) {
          yield {
            file,
            at: component,
            message: `there is no component ${component.name}`,
            suggestion: nearest(component.name, Object.keys(TEXT_COMPONENTS)),
          };
          continue;
        }
        for (const complaint of misuse(component, rule)) yield { file, at: component, ...complaint };
      }
    }
  },
};

/** What is wrong with the place and the attributes of a component that exists. */
function* misuse(
  { name, attributes, parent }: BodyComponent,
  rule: ComponentRule,
): Generator<{ message: string; suggestion?: string | null }> {
  if (rule.inside !== undefined && parent !== rule.inside)
    yield {
      message: `${name} stands outside of ${rule.inside}; put it between <${rule.inside}> and its end`,
    };
  for (const key of Object.keys(attributes)) {
    if (!Object.hasOwn(rule.attributes, key))
      yield {
        message: `${name} has no attribute ${key}`,
        suggestion: nearest(key, Object.keys(rule.attributes)),
      };
  }
  for (const [key, { required, oneOf }] of Object.entries(rule.attributes)) {
    const value = attributes[key];
    if (value === undefined) {
      if (required) yield { message: `${name} needs ${key}="…"` };
    } else if (value === null || value.trim() === '') {
      yield { message: `${key} of ${name} has to be words between quotes: ${key}="…"` };
    } else if (oneOf && !oneOf.includes(value)) {
      yield {
        message: `${key} of ${name} is one of ${oneOf.join(', ')}; it is ${value}`,
        suggestion: nearest(value, oneOf),
      };
    }
  }
}

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
        const slo = component.attributes.slo;
        if (component.name === 'Verify' && slo && !context.book.collections.slos.has(slo)) {
          yield {
            file,
            at: component,
            message: `there is no objective ${slo}`,
            suggestion: nearest(slo, context.book.collections.slos.keys()),
          };
        }
        if (component.name === 'Live' || component.name === 'Verify') {
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

/** Anchors of a runbook's page that come from the page itself. */
export const RUNBOOK_ANCHORS = ['about-this-runbook', 'placeholders', 'run'] as const;

/** Every anchor on the page of a runbook; null for a path that is no runbook's, because other pages make their own. */
function runbookAnchors(context: LintContext, path: string): Set<string> | null {
  const id = /^\/runbooks\/(.+)\/$/.exec(path)?.[1];
  const found = id === undefined ? undefined : context.book.collections.runbooks.get(id);
  return found ? new Set([...anchorsOf(context.bodyOf(found.source)), ...RUNBOOK_ANCHORS]) : null;
}

interface Reference extends Pick<Complaint, 'at'> {
  readonly url: string;
}

/** Every place of a text that leads somewhere: its links, the choices of decisions, and the way back from a step. */
function referencesIn({ links, components }: ReturnType<LintContext['bodyOf']>): Reference[] {
  return [
    ...links.map((link) => ({ at: link, url: link.url })),
    ...components.flatMap(({ name, attributes, line, column }) => {
      const at = { line, column };
      if (name === 'Choice' && attributes.to)
        return [{ at, url: /^(?:[/#]|https?:)/.test(attributes.to) ? attributes.to : `#${attributes.to}` }];
      if (name === 'Step' && attributes.rollback && attributes.rollback !== 'none')
        return [{ at, url: `#${attributes.rollback}` }];
      return [];
    }),
  ];
}

export const brokenLink: Rule = {
  id: 'broken-link',
  level: 'error',
  reason: 'A dead link in a runbook costs minutes when minutes count.',
  *check(context): Generator<Complaint> {
    const paths = pagePaths(context);
    for (const { entry, body, file } of texts(context)) {
      const own = anchorsOf(body);
      for (const { at, url } of referencesIn(body)) {
        if (/^(?:https?:|mailto:)/.test(url)) continue;
        const [path = '', anchor] = url.split('#');
        const anchors = path === '' ? own : runbookAnchors(context, path.replace(/\?.*$/, ''));
        if (anchor && anchors && !anchors.has(anchor)) {
          yield {
            file,
            at,
            message: `there is no heading or step #${anchor} on ${path === '' ? 'this page' : path}`,
            suggestion: nearest(anchor, anchors),
          };
          continue;
        }
        if (path === '') continue;
        const dead = deadPath(path.replace(/\?.*$/, ''), url, paths);
        if (dead) yield { file, at, ...dead };
      }
      if (entry.collection === 'runbooks') yield* deadStarts(entry as Entry<'runbooks'>, context, own);
    }
  },
};

/** What is wrong with a path; null where a page has it. */
function deadPath(
  path: string,
  url: string,
  paths: ReadonlySet<string>,
): { message: string; suggestion: string | null } | null {
  if (paths.has(path)) return null;
  if (!path.startsWith('/'))
    return {
      message: `write links to other pages from the root: ${url} should begin with a slash`,
      suggestion: nearest(path, paths),
    };
  const withSlash = path.endsWith('/') ? path : `${path}/`;
  return {
    message: `no page has the path ${path}`,
    suggestion: paths.has(withSlash) ? withSlash : nearest(path, paths),
  };
}

/** Alerts and probes that would begin at a step that is not there, or that this runbook does not answer. */
function* deadStarts(
  { id, data, source }: Entry<'runbooks'>,
  { book }: LintContext,
  anchors: ReadonlySet<string>,
): Generator<Complaint> {
  const probes = book.probes.filter(({ runbook }) => runbook === id).map(({ fullId }) => fullId);
  const known = [...data.alerts, ...probes];
  for (const [index, start] of data.starts.entries()) {
    if (!known.includes(start.of))
      yield complain(
        source,
        ['starts', index, 'of'],
        `${start.of} is no alert of this runbook, and no probe that names it`,
        nearest(start.of, known),
      );
    if (!anchors.has(start.at))
      yield complain(
        source,
        ['starts', index, 'at'],
        `there is no heading or step #${start.at} in this runbook`,
        nearest(start.at, anchors),
      );
  }
}
