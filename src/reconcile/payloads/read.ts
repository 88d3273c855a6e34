import type { ReadAlerts } from './alert.ts';
import { looksGeneric, readGeneric } from './generic.ts';
import { looksLikeGroup, readGroup } from './group.ts';

/** Longest body that is read, in characters; GitHub passes on 65,535 at most. */
export const LONGEST_BODY = 1_000_000;
const MOST_WRAPPINGS = 4;

/**
 * The alerts of a body: of Alertmanager, of Grafana, or in the shape of our own, as it is or as the payload of a
 * `repository_dispatch`. GitHub allows ten keys there and Grafana sends more, so that the body may stand one level
 * deeper, under `payload`, as JSON or as its text. Pure; nothing in a body makes it throw.
 */
export function readAlerts(text: string): ReadAlerts {
  if (text.length > LONGEST_BODY) return refused(`it has more than ${LONGEST_BODY} characters`);
  let body = parse(text);
  for (let depth = 0; depth < MOST_WRAPPINGS; depth += 1) {
    if (typeof body === 'string') body = parse(body);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) break;
    if (looksLikeGroup(body)) return readGroup(body);
    if (looksGeneric(body)) return readGeneric(body);
    const inner = ['client_payload', 'payload'].find((name) => Object.hasOwn(body as object, name));
    if (inner === undefined) break;
    body = (body as Record<string, unknown>)[inner];
  }
  if (body === undefined) return refused('it is no JSON');
  return refused('it is neither of Alertmanager nor of Grafana, and has no alert and status');
}

function refused(why: string): ReadAlerts {
  return { alerts: [], problems: [`the payload was not read: ${why}`] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
