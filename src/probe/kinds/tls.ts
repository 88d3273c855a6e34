import net from 'node:net';
import tls from 'node:tls';
import type { TlsProbe } from '../../schemas/probe.ts';
import type { LookContext, LookResult, Phases, Verdict } from '../look.ts';
import {
  addressFor,
  daysToExpiry,
  elapsedSince,
  LookStopped,
  patience,
  spansOf,
  unbracket,
} from '../look.ts';
import { describeCode, describeError, isOwnFault } from '../reason.ts';
import { askForTls } from './start-tls.ts';

/**
 * One TLS handshake, after the plain greeting that `startTls` asks for. The certificate is judged here and not
 * by the handshake, so that the reason can name days, name and chain. Rejects only with {@link LookStopped},
 * or with an error of the probing machine itself.
 */
export function lookAtTls(probe: TlsProbe, context: LookContext): Promise<LookResult> {
  const start = performance.now();
  const host = unbracket(probe.host);
  return new Promise((resolve, reject) => {
    const phases: { -readonly [K in keyof Phases]: Phases[K] } = {};
    const sockets: net.Socket[] = [];
    let over = false;
    let waitingFor = 'a connection';

    const settle = (action: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      context.signal.removeEventListener('abort', stop);
      action();
      for (const socket of sockets) {
        socket.removeAllListeners('error').on('error', () => {});
        socket.destroy();
      }
    };
    const fail = (transportError: string) =>
      settle(() =>
        resolve({
          transportError,
          facts: { connected: phases.connect !== undefined, spans: spansOf(phases, 0) },
          verdicts: [],
          latencyMs: elapsedSince(start),
          phases,
        }),
      );
    const stop = () => settle(() => reject(new LookStopped('the look was stopped')));
    const timer = setTimeout(
      () => fail(`timed out after ${probe.timeout} waiting for ${waitingFor}`),
      context.timeoutMs,
    );
    context.signal.addEventListener('abort', stop, { once: true });
    const failWith = (error: unknown) =>
      isOwnFault(error) ? settle(() => reject(error)) : fail(describeError(error));

    const plain = net.connect({
      ...addressFor(context.connectTo, probe.host, probe.port),
      ...patience(context.timeoutMs, probe.family),
    });
    sockets.push(plain);
    plain.on('error', failWith);
    plain.once('lookup', () => {
      phases.lookup = elapsedSince(start);
    });
    plain.once('connect', () => {
      phases.connect = elapsedSince(start);
      if (probe.startTls === undefined) shakeHands();
      else {
        waitingFor = 'the answer to STARTTLS';
        askForTls(plain, probe.startTls).then(shakeHands, failWith);
      }
    });
    const shakeHands = () => {
      if (over) return;
      waitingFor = 'the TLS handshake';
      const socket = tls.connect({
        socket: plain,
        servername: net.isIP(host) ? '' : host,
        rejectUnauthorized: false,
        ...(context.secureContext ? { secureContext: context.secureContext } : {}),
      });
      sockets.unshift(socket);
      socket.on('error', failWith);
      socket.once('end', () => fail('connection closed during the TLS handshake'));
      socket.once('secureConnect', () => settle(() => resolve(conclude(socket))));
    };
    const conclude = (socket: tls.TLSSocket): LookResult => {
      const latencyMs = elapsedSince(start);
      phases.secure = latencyMs;
      phases.end = latencyMs;
      const certificate = socket.getPeerCertificate();
      const days = daysToExpiry(certificate.valid_to, context.now());
      const nameError = tls.checkServerIdentity(host, certificate);
      // Node types this as Error, but sets the code of the failed check as a string.
      const untrusted = socket.authorized ? null : String(socket.authorizationError);
      return {
        transportError: null,
        facts: {
          connected: true,
          responseTimeMs: latencyMs,
          spans: spansOf(phases, 0),
          ...(days === null ? {} : { certificateDays: days }),
          ...(plain.remoteAddress === undefined ? {} : { ip: plain.remoteAddress }),
        },
        verdicts: judgeCertificate(probe, { days, nameMatches: nameError === undefined, untrusted }),
        latencyMs,
        phases,
      };
    };
  });
}

/** What a handshake told about a certificate. */
export interface CertificateFacts {
  /** Whole days to expiry, negative once past; `null` when the certificate carries no readable date. */
  readonly days: number | null;
  readonly nameMatches: boolean;
  /** Code of the failed trust check, `null` when the chain is trusted. */
  readonly untrusted: string | null;
}

/** The verdicts on a certificate, most serious first. Pure. */
export function judgeCertificate(
  probe: TlsProbe,
  { days, nameMatches, untrusted }: CertificateFacts,
): Verdict[] {
  const verdicts: Verdict[] = [];
  const down = (reason: string) => verdicts.push({ outcome: 'down', reason });
  if (days === null) down('certificate has no readable expiry date');
  else if (days < 0) down(`certificate expired ${countDays(-days)} ago`);
  if (!nameMatches) down(`certificate is not for ${probe.host}`);
  if (untrusted === 'CERT_NOT_YET_VALID') down('certificate is not valid yet');
  else if (untrusted !== null && untrusted !== 'CERT_HAS_EXPIRED' && !probe.allowUntrusted) {
    down(describeCode(untrusted) ?? `certificate is not trusted (${untrusted})`);
  }
  if (days !== null && days >= 0) {
    if (days < probe.critDays)
      down(`certificate expires in ${countDays(days)}, critical below ${probe.critDays}`);
    else if (days < probe.warnDays) {
      verdicts.push({
        outcome: 'degraded',
        reason: `certificate expires in ${countDays(days)}, warning below ${probe.warnDays}`,
      });
    }
  }
  return verdicts;
}

function countDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
