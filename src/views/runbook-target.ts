import { anchorsOf, type Body, readBody } from '../book/body.ts';
import { type Entry, entryPath, find } from '../book/book.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import { runbookLink, type ViewContext } from './context.ts';
import type { Cell } from './model.ts';

/** Sections at which an alert begins where the runbook names no step for it, the first that is there. */
const BEGIN = ['diagnosis', 'steps', 'before-you-start'] as const;

/**
 * Path of the step or section of a runbook at which to begin for an alert, or for a probe (`acme/shop/http`): what the
 * runbook says in `starts`, else its diagnosis. A runbook without any of these begins at its top.
 */
export function runbookTarget({ id, data }: Entry<'runbooks'>, of: string, body: Body): string {
  const anchors = anchorsOf(body);
  const anchor = data.starts.find((start) => start.of === of)?.at ?? BEGIN.find((name) => anchors.has(name));
  const path = entryPath('runbooks', id);
  return anchor === undefined ? path : `${path}#${anchor}`;
}

/** A link to where to begin when a probe fails. */
export function probeRunbookLink(context: ViewContext, probe: BoundProbe): Cell {
  const found = probe.runbook === undefined ? undefined : find(context.book, 'runbooks', probe.runbook);
  const plainLink = runbookLink(context, probe.runbook);
  return found
    ? { ...plainLink, href: runbookTarget(found, probe.fullId, readBody(found.source)) }
    : plainLink;
}
