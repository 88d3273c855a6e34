/** Longest reason a sample carries, in characters. */
export const REASON_LIMIT = 120;

/**
 * Makes any text fit to stand as a reason: one line, no control or direction-changing characters,
 * at most {@link REASON_LIMIT} characters. Conceal secrets before, because a cut secret is still one.
 */
export function toReason(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= REASON_LIMIT
    ? line
    : `${characters
        .slice(0, REASON_LIMIT - 1)
        .join('')
        .trimEnd()}…`;
}

/** Plain words for the error codes that a look meets; any other code is shown as it stands. */
const CODE_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ECONNABORTED: 'connection aborted',
  EPROTO: 'TLS handshake failed',
  EPIPE: 'connection closed while sending',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name could not be resolved now',
  ENODATA: 'name has no such record',
  ESERVFAIL: 'name server failed',
  EREFUSED: 'name server refused',
  ETIMEOUT: 'name server did not answer',
  HPE_HEADER_OVERFLOW: 'response headers too large',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another name',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate chain ends in an unknown root',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate is not signed by a trusted authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate is not signed by a trusted authority',
};

/** The code of an error, `null` when it has none. For several tries at once, that of the last one. */
export function errorCode(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors.at(-1));
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** A code in plain words with the code behind them; `null` for a code without words. */
export function describeCode(code: string): string | null {
  const words = Object.hasOwn(CODE_WORDS, code) ? CODE_WORDS[code] : undefined;
  if (words !== undefined) return `${words} (${code})`;
  if (code.startsWith('HPE_')) return `response is not valid HTTP (${code})`;
  if (code.startsWith('ERR_SSL_')) return `TLS handshake failed (${code})`;
  return null;
}

/** An error in one line: plain words and the code where it is known, else its message. */
export function describeError(error: unknown): string {
  const code = errorCode(error);
  const words = code === null ? null : describeCode(code);
  if (words !== null) return words;
  const message = error instanceof Error ? error.message : String(error);
  return code !== null && !message.includes(code) ? `${message} (${code})` : message;
}

/** Errors that say the machine of the probe ran out of something, and nothing about the service. */
const OWN_FAULTS = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EADDRNOTAVAIL', 'EACCES', 'EPERM']);

/** Whether an error is the probing machine's own trouble, which makes the outcome unknown and not down. */
export function isOwnFault(error: unknown): boolean {
  const code = errorCode(error);
  return code !== null && OWN_FAULTS.has(code);
}
