import { parseCondition } from '../probe/conditions/parse.ts';

/** A condition in our words, or the reason why it has none. */
export type Translated =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string };

const GLOB = /^(.+?)\s+(==|!=)\s+pat\((.*)\)$/;
const EXPIRY = /^\[CERTIFICATE_EXPIRATION\]\s+(>=?|<=?)\s+(\d+(?:\.\d+)?)(h|m|s|d)$/;
const HOURS = { d: 24, h: 1, m: 1 / 60, s: 1 / 3600 } as const;

/**
 * A condition of Gatus in our language. Functions and placeholders that are the same stay; `pat()` becomes `matches()`,
 * the time left of a certificate whole days. What would mean something else here is refused with its reason.
 */
export function translateCondition(text: string): Translated {
  const said = text.trim();
  if (said.includes('[DOMAIN_EXPIRATION]'))
    return {
      ok: false,
      why: 'the end of a registration is not looked at: registries answer in different words',
    };
  if (said.includes('[CONTEXT]'))
    return { ok: false, why: '[CONTEXT] belongs to suites; write a probe of kind sequence' };
  const expiry = EXPIRY.exec(said);
  if (expiry) return expiryDays(expiry[1] as string, Number(expiry[2]), expiry[3] as keyof typeof HOURS);
  if (said.includes('[CERTIFICATE_EXPIRATION]'))
    return { ok: false, why: 'the time left of a certificate is compared with a length such as 48h only' };
  const glob = GLOB.exec(said);
  if (glob && /[\\[\]]/.test(glob[3] as string))
    return {
      ok: false,
      why: 'ranges and escapes in pat() have no counterpart in matches(); write it with regex()',
    };
  const ours = glob
    ? `matches(${glob[1]}, ${JSON.stringify(glob[3])})${glob[2] === '!=' ? ' == false' : ''}`
    : quoteWords(said);
  const parsed = parseCondition(ours);
  return parsed.ok
    ? { ok: true, text: ours }
    : { ok: false, why: `column ${parsed.column}: ${parsed.message}` };
}

/** Time left as whole days. Days are rounded down when they are read, so more than 48 h left is 2 days or more. */
function expiryDays(operator: string, amount: number, unit: keyof typeof HOURS): Translated {
  const days = (amount * HOURS[unit]) / 24;
  if (operator.startsWith('<'))
    return {
      ok: false,
      why: 'a certificate that must be near its end is no condition of a service that is well',
    };
  if (!Number.isInteger(days)) return { ok: true, text: `[CERTIFICATE_DAYS] >= ${Math.ceil(days)}` };
  return { ok: true, text: `[CERTIFICATE_DAYS] >= ${days}` };
}

/** A bare right-hand side with spaces is quoted; Gatus needs no quotes there. */
function quoteWords(text: string): string {
  const match = /^(.+?)\s+(==|!=)\s+([^"[\]()]*\s[^"[\]()]*)$/.exec(text);
  return match ? `${match[1]} ${match[2]} ${JSON.stringify(match[3])}` : text;
}
