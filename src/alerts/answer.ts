/** What became of one message on one channel. A failure that is `final` would fail again, however often it is tried. */
export type Answer =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly result: string; readonly final: boolean };

/** An answer of a server, as far as anybody looks at it. */
export interface Reply {
  readonly status: number;
  /** Content-Type without parameters, in lower case; empty without one. */
  readonly type: string;
  readonly retryAfter: string | null;
  /** At most 4 kB of it. */
  readonly body: string;
}

/** Statuses of the 4xx kind after which the same request may succeed later. */
const PASSING: readonly number[] = [408, 425, 429];

/**
 * Judges an answer by its status alone: 2xx took it, 3xx and 4xx would say the same again (but for 408, 425 and 429), and
 * all else may pass. `said` is what the body gives as a reason, if anything.
 */
export function judgeStatus(reply: Reply, said: string | null = null): Answer {
  const { status } = reply;
  if (status >= 200 && status < 300) return { ok: true, result: `HTTP ${status}` };
  const words = said === null ? '' : `: ${wordsOf(said)}`;
  if (status >= 300 && status < 400)
    return { ok: false, final: true, result: `HTTP ${status}, a redirect, which is not followed` };
  const final = status >= 400 && status < 500 && !PASSING.includes(status);
  return { ok: false, final, result: `HTTP ${status}${words}${waitOf(reply)}` };
}

/** A 2xx whose body is not one that this service gives: something else answered, and nobody knows what became of it. */
export function notTheService(reply: Reply, service: string): Answer {
  return { ok: false, final: false, result: `HTTP ${reply.status}, but the answer is not one of ${service}` };
}

/** A refusal that the body tells of, whatever the status says. */
export function refusal(reply: Reply, said: string, final: boolean): Answer {
  return { ok: false, final, result: `HTTP ${reply.status}: ${wordsOf(said)}${waitOf(reply)}` };
}

/** True for an answer that says it is JSON and begins as an object does; its end may be cut off. */
export function isJsonObject({ type, body }: Reply): boolean {
  return /^application\/(?:[a-z.-]+\+)?json$/.test(type) && body.trimStart().startsWith('{');
}

/** The body as an object; empty where it is none, or was cut off. */
export function objectOf({ body }: Reply): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The first of some fields of an object that holds words. */
export function firstText(object: Readonly<Record<string, unknown>>, ...names: string[]): string | null {
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

/** Only seconds or an HTTP date are passed on: anything else may be anything. */
function waitOf({ retryAfter }: Reply): string {
  if (retryAfter === null) return '';
  const text = retryAfter.trim();
  if (/^\d{1,7}(?:\.\d{1,3})?$/.test(text)) return `; asks to wait ${text} s`;
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? `; asks to wait until ${text}`
    : '';
}

const MOST_WORDS = 160;

/**
 * What a service said, fit to be kept: one line, without anything that looks like an address, a number of somebody, or a
 * token. Services like to repeat what they were given.
 */
function wordsOf(text: string): string {
  const plain = text
    .replace(/\p{C}+/gu, ' ')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]')
    .replace(/[^\s@<>"']+@[^\s@<>"']+/g, '[address]')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?/g, '[address]')
    .replace(/\+?\d[\d\s().-]{5,}\d/g, '[number]')
    .replace(/[\w-]{16,}/g, (word) => (/\d/.test(word) || /[a-z][A-Z]/.test(word) ? '[token]' : word))
    .replace(/\s+/g, ' ')
    .trim();
  return [...plain].length <= MOST_WORDS ? plain : `${[...plain].slice(0, MOST_WORDS - 1).join('')}…`;
}
