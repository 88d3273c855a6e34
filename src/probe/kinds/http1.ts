import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import type { LookContext, Phases } from '../look.ts';
import { addressFor, daysToExpiry, elapsedSince, LookStopped, patience, unbracket } from '../look.ts';
import { describeError, isOwnFault } from '../reason.ts';
import type { Exchange, Hop, Manner, MutablePhases } from './exchange.ts';
import { BODY_LIMIT, flattenHeaders, HEADER_LIMIT, headersFor, timeoutReason } from './exchange.ts';

/** One request over HTTP/1.1. */
export const exchangeHttp1: Exchange = (hop, manner, context, { start, deadline }) => {
  return new Promise((resolve, reject) => {
    const phases: MutablePhases = {};
    const mark = (phase: keyof Phases) => {
      phases[phase] ??= elapsedSince(start);
    };
    const message = openRequest(hop, manner, context, deadline);
    let certificateDays: number | null = null;
    let ip: string | undefined;

    const settle = (action: () => void) => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', stop);
      // Late errors of a socket that is being torn down concern nobody any more.
      message.removeAllListeners('error').on('error', () => {});
      action();
      message.destroy();
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

    message.on('error', failWith);
    message.on('socket', (socket) => {
      socket.once('lookup', () => mark('lookup'));
      socket.once('connect', () => {
        mark('connect');
        ip = socket.remoteAddress;
      });
      socket.once('secureConnect', () => {
        mark('secure');
        certificateDays = daysToExpiry(
          (socket as tls.TLSSocket).getPeerCertificate().valid_to,
          context.now(),
        );
      });
    });
    message.on('response', (incoming) => {
      mark('firstByte');
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (tooLarge: boolean) =>
        settle(() => {
          mark('end');
          resolve({
            error: '',
            answer: {
              status: incoming.statusCode as number,
              headers: flattenHeaders(incoming.headers),
              raw: Buffer.concat(chunks),
              tooLarge,
              ip,
              certificateDays,
              phases,
            },
          });
        });
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > BODY_LIMIT) finish(true);
        else chunks.push(chunk);
      });
      incoming.on('error', failWith);
      // An answer that breaks off ends with an error instead.
      incoming.on('end', () => finish(false));
    });
    message.end(hop.body);
  });
};

function openRequest(hop: Hop, manner: Manner, context: LookContext, deadline: number): http.ClientRequest {
  const { url } = hop;
  const secure = url.protocol === 'https:';
  const address = addressFor(context.connectTo, url.hostname, Number(url.port) || (secure ? 443 : 80));
  const options: https.RequestOptions = {
    agent: false,
    method: hop.method,
    host: address.host,
    port: address.port,
    path: `${url.pathname}${url.search}`,
    headers: headersFor(hop),
    maxHeaderSize: HEADER_LIMIT,
    ...patience(deadline - performance.now(), manner.family),
  };
  return secure ? https.request({ ...options, ...tlsOptions(url, manner, context) }) : http.request(options);
}

/** How a handshake is made: the certificate's name is that of the address, wherever it connects to. */
export function tlsOptions(url: URL, manner: Manner, context: LookContext): tls.ConnectionOptions {
  const hostname = unbracket(url.hostname);
  return {
    servername: net.isIP(hostname) ? '' : hostname,
    rejectUnauthorized: !manner.insecure,
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(hostname, certificate),
    // A finished context would overrule the version.
    ...(manner.minTls === undefined
      ? context.secureContext && { secureContext: context.secureContext }
      : { minVersion: manner.minTls, ...(context.ca && { ca: [...context.ca] }) }),
  };
}
