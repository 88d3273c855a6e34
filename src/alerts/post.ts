import http from 'node:http';
import https from 'node:https';
import type { Reply } from './answer.ts';

/** A request to a service. */
export interface Outgoing {
  readonly url: URL;
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes of an answer that are read; what comes after them is thrown away with the connection. */
export const MOST_READ = 4096;

/** A connection that came to nothing, in words that name no address; Node.js puts addresses into its own. */
export class NetworkFault extends Error {}

/**
 * Posts a request and reads the beginning of the answer. Redirects are not followed: a webhook that moved is one that
 * somebody else may have now. Throws {@link NetworkFault} where no status came within `timeoutMs`, milliseconds.
 */
export async function post({ url, type, body, headers }: Outgoing, timeoutMs: number): Promise<Reply> {
  const bytes = Buffer.from(body, 'utf8');
  const send = url.protocol === 'https:' ? https.request : http.request;
  return await new Promise<Reply>((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      // One message, one connection: nothing is left open when the run ends.
      agent: false,
      headers: {
        'Content-Type': type === 'application/json' ? `${type}; charset=utf-8` : type,
        'Content-Length': bytes.length,
        'User-Agent': 'Watchbook',
        Accept: 'application/json, text/plain;q=0.9, */*;q=0.1',
        ...headers,
      },
    });
    let late = (): void => {
      reject(new NetworkFault(`no answer within ${timeoutMs / 1000} s`));
      request.destroy();
    };
    const timer = setTimeout(() => late(), timeoutMs);
    request.on('close', () => clearTimeout(timer));
    request.on('error', (error) => reject(new NetworkFault(reasonOf(error))));
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      let read = 0;
      const finish = () => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          type: (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
          retryAfter: response.headers['retry-after'] ?? null,
          body: Buffer.concat(parts).subarray(0, MOST_READ).toString('utf8'),
        });
        request.destroy();
      };
      // A status that came counts, even if the rest never does.
      late = finish;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        read += part.length;
        if (read >= MOST_READ) finish();
      });
      response.on('end', finish);
      response.on('error', finish);
      response.on('close', finish);
    });
    request.end(bytes);
  });
}

const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID|ERR_TLS_CERT_\w+)$/;

/** Why a connection failed, from the code of the error alone. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(code)) return 'the connection failed';
  if (UNTRUSTED.test(code)) return `the certificate of the other side is not trusted (${code})`;
  return code in REASONS ? `${REASONS[code]} (${code})` : `the connection failed (${code})`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'names of hosts cannot be looked up now',
  ETIMEDOUT: 'the other side did not answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};
