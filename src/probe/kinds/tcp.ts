import net from 'node:net';
import type { TcpProbe } from '../../schemas/probe.ts';
import type { LookContext, LookResult, Phases } from '../look.ts';
import { addressFor, elapsedSince, LookStopped, patience, spansOf } from '../look.ts';
import { describeError, isOwnFault } from '../reason.ts';

/** Most bytes of an answer in which the expected text is searched. */
const ANSWER_LIMIT = 64 * 1024;

/**
 * One TCP look: connects, sends `send` where given, and waits for an answer that contains `expect`
 * where given. Latency runs to the connection, or to the expected text. Rejects only with
 * {@link LookStopped}, or with an error of the probing machine itself.
 */
export function lookAtTcp(probe: TcpProbe, context: LookContext): Promise<LookResult> {
  const start = performance.now();
  const address = addressFor(context.connectTo, probe.host, probe.port);
  return new Promise((resolve, reject) => {
    const phases: { -readonly [K in keyof Phases]: Phases[K] } = {};
    let received = Buffer.alloc(0);
    let ip: string | undefined;
    const socket = net.connect({
      host: address.host,
      port: address.port,
      ...patience(context.timeoutMs, probe.family),
    });

    const settle = (action: () => void) => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', stop);
      socket.removeAllListeners().on('error', () => {});
      action();
      socket.destroy();
    };
    const end = (transportError: string | null) =>
      settle(() => {
        const latencyMs = elapsedSince(start);
        phases.end = latencyMs;
        resolve({
          transportError,
          facts: {
            connected: phases.connect !== undefined,
            responseTimeMs: latencyMs,
            body: received.toString('utf8'),
            spans: spansOf(phases, 0),
            ...(ip === undefined ? {} : { ip }),
          },
          verdicts: [],
          latencyMs,
          phases,
        });
      });
    const stop = () => settle(() => reject(new LookStopped('the look was stopped')));
    const waitingFor = () => (phases.connect === undefined ? 'a connection' : 'the expected text');
    const timer = setTimeout(
      () => end(`timed out after ${probe.timeout} waiting for ${waitingFor()}`),
      context.timeoutMs,
    );
    context.signal.addEventListener('abort', stop, { once: true });

    socket.once('lookup', () => {
      phases.lookup = elapsedSince(start);
    });
    socket.on('error', (error) =>
      isOwnFault(error) ? settle(() => reject(error)) : end(describeError(error)),
    );
    socket.once('connect', () => {
      phases.connect = elapsedSince(start);
      ip = socket.remoteAddress;
      // Without an expected text the look is over once the text to send has left.
      const done = () => {
        if (probe.expect === undefined) end(null);
      };
      if (probe.send === undefined) done();
      else socket.write(probe.send, done);
    });
    socket.on('data', (chunk: Buffer) => {
      phases.firstByte ??= elapsedSince(start);
      received = Buffer.concat([received, chunk]);
      if (probe.expect !== undefined && received.includes(probe.expect)) end(null);
      else if (received.length > ANSWER_LIMIT)
        end('the expected text was not in the first 64 KiB of the answer');
    });
    socket.on('close', () => end('connection closed before the expected text came'));
  });
}
