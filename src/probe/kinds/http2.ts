import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { LookContext, Phases } from '../look.ts';
import { addressFor, daysToExpiry, elapsedSince, LookStopped, patience } from '../look.ts';
import { describeError, isOwnFault } from '../reason.ts';
import type { Exchange, Hop, Manner, MutablePhases } from './exchange.ts';
import { BODY_LIMIT, flattenHeaders, HEADER_LIMIT, headersFor, timeoutReason } from './exchange.ts';
import { tlsOptions } from './http1.ts';

/** Headers of HTTP/1.1 that have no place in HTTP/2 (RFC 9113 §8.2.2), or another form there. */
const NOT_HERE = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** One request over HTTP/2; without TLS the server must know beforehand that it is spoken (RFC 9113 §3.3). */
export const exchangeHttp2: Exchange = (hop, manner, context, { start, deadline }) => {
  return new Promise((resolve, reject) => {
    const phases: MutablePhases = {};
    const mark = (phase: keyof Phases) => {
      phases[phase] ??= elapsedSince(start);
    };
    let session: http2.ClientHttp2Session | undefined;
    let certificateDays: number | null = null;
    const settle = (action: () => void) => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', stop);
      socket.removeAllListeners('error').on('error', () => {});
      session?.removeAllListeners('error').on('error', () => {});
      action();
      session?.destroy();
      socket.destroy();
    };
    const failWith = (error: unknown) =>
      settle(() =>
        isOwnFault(error) ? reject(error) : resolve({ answer: null, error: describeError(error) }),
      );
    const stop = () => settle(() => reject(new LookStopped('the look was stopped')));
    const timer = setTimeout(
      () => settle(() => resolve({ answer: null, error: timeoutReason(manner.timeout, phases) })),
      Math.max(0, deadline - performance.now()),
    );
    context.signal.addEventListener('abort', stop, { once: true });

    const secure = hop.url.protocol === 'https:';
    const socket = openSocket(hop, manner, context, deadline);
    socket.on('error', failWith);
    socket.once('lookup', () => mark('lookup'));
    socket.once('connect', () => mark('connect'));
    socket.once('close', () => failWith(new Error('connection closed before the answer came')));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      if (socket instanceof tls.TLSSocket) {
        mark('secure');
        certificateDays = daysToExpiry(socket.getPeerCertificate().valid_to, context.now());
        if (socket.alpnProtocol !== 'h2') {
          failWith(new Error('the server does not speak HTTP/2'));
          return;
        }
      }
      const ip = socket.remoteAddress;
      session = http2.connect(hop.url, {
        createConnection: () => socket,
        settings: { maxHeaderListSize: HEADER_LIMIT, enablePush: false },
      });
      session.on('error', failWith);
      const stream = ask(session, hop);
      if (stream instanceof Error) {
        // Thrown before anything left this machine: a fault of the request. A session that is over is not.
        if (session.destroyed || session.closed) failWith(stream);
        else settle(() => reject(stream));
        return;
      }
      stream.on('error', failWith);
      const chunks: Buffer[] = [];
      let size = 0;
      stream.once('response', (received) => {
        mark('firstByte');
        const finish = (tooLarge: boolean) =>
          settle(() => {
            mark('end');
            const headers = flattenHeaders(received as Record<string, string | string[] | undefined>);
            const raw = Buffer.concat(chunks);
            const status = Number(received[':status']);
            resolve({ error: '', answer: { status, headers, raw, tooLarge, ip, certificateDays, phases } });
          });
        stream.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > BODY_LIMIT) finish(true);
          else chunks.push(chunk);
        });
        stream.on('end', () => finish(false));
      });
      if (hop.body !== undefined) stream.end(hop.body);
    });
  });
};

/** The request as a stream, or what is wrong with it: a throw in the listener of a socket would end the whole run. */
function ask(session: http2.ClientHttp2Session, hop: Hop): http2.ClientHttp2Stream | Error {
  try {
    return session.request(headersOf(hop), { endStream: hop.body === undefined });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function openSocket(hop: Hop, manner: Manner, context: LookContext, deadline: number): net.Socket {
  const { url } = hop;
  const secure = url.protocol === 'https:';
  const where = {
    ...addressFor(context.connectTo, url.hostname, Number(url.port) || (secure ? 443 : 80)),
    ...patience(deadline - performance.now(), manner.family),
  };
  if (!secure) return net.connect(where);
  return tls.connect({ ...where, ...tlsOptions(url, manner, context), ALPNProtocols: ['h2'] });
}

function headersOf(hop: Hop): http2.OutgoingHttpHeaders {
  const headers = Object.entries(headersFor(hop)).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const authority = headers.find(([name]) => name === 'host')?.[1] ?? hop.url.host;
  return {
    ':method': hop.method,
    ':path': `${hop.url.pathname}${hop.url.search}`,
    ':scheme': hop.url.protocol.slice(0, -1),
    ':authority': authority,
    ...Object.fromEntries(headers.filter(([name]) => !NOT_HERE.has(name))),
  };
}
