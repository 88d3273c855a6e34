import type { LookResult } from '../look.ts';
import { NothingObserved } from '../look.ts';

/** How machines are asked for a document about something else. */
export const PLAIN = { maxRedirects: 3, insecure: false, httpVersion: '1.1' } as const;

/** Address of an endpoint below the address of a server, which may have a path of its own. */
export function apiUrl(base: string, endpoint: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${endpoint}`;
  return url;
}

/**
 * The JSON of an answer by a server that speaks about something else. Throws {@link NothingObserved} when it
 * cannot be had: a messenger that is silent says nothing about what it was sent for.
 */
export function readJson(look: LookResult, who: string): unknown {
  if (look.transportError !== null)
    throw new NothingObserved(`${who} cannot be asked: ${look.transportError}`);
  const { status, body, bodyProblem } = look.facts;
  if (status !== 200) throw new NothingObserved(`${who} answered with status ${status}`);
  if (body === undefined) throw new NothingObserved(`the answer of ${who} is ${bodyProblem ?? 'empty'}`);
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new NothingObserved(`the answer of ${who} is not JSON`);
  }
}
