import dgram from 'node:dgram';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe, SequenceStep } from '../schemas/probe.ts';
import type { Answer } from './answer.ts';
import { answerTo, failedAnswer } from './answer.ts';
import type { KeyPair } from './certificates.ts';
import { answerQuery } from './names.ts';
import type { Station } from './plan.ts';
import type { Fault } from './scenario.ts';

/** A server of the fleet that is up. */
export interface Running {
  readonly station: Station;
  readonly port: number;
  /** Closes the port while true, so that connections are really refused, and opens it again after. */
  refuse(refusing: boolean): void;
  stop(): Promise<void>;
}

type FaultOf = (service: string) => Fault;

/** Answer time of a slow service when its probe has no limit of its own. */
const SLOW_MS = 1500;

/** Starts the server of a station on a free port of 127.0.0.1. */
export async function startServer(
  station: Station,
  faultOf: FaultOf,
  pair: KeyPair | null,
): Promise<Running> {
  if (station.kind === 'dns') return await startNames(station, faultOf);
  const sockets = new Set<net.Socket>();
  const server = makeServer(station, faultOf, pair);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  const port = await listen(server, 0);
  let open = true;
  let stopped = false;
  return {
    station,
    port,
    refuse: (refusing) => {
      if (refusing && open) {
        open = false;
        server.close();
        for (const socket of sockets) socket.destroy();
      } else if (!refusing && !open && !stopped && !server.listening) {
        open = true;
        // Somebody may have taken the port meanwhile; the next tick tries again.
        listen(server, port).catch(() => {
          open = false;
        });
      }
    },
    stop: () =>
      new Promise((resolve) => {
        stopped = true;
        for (const socket of sockets) socket.destroy();
        if (server.listening) server.close(() => resolve());
        else resolve();
      }),
  };
}

function listen(server: net.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as net.AddressInfo).port);
    });
  });
}

function makeServer(station: Station, faultOf: FaultOf, pair: KeyPair | null): net.Server {
  const credentials = pair ? { key: pair.key, cert: pair.cert } : {};
  const handle = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const asker = askerOf(station, request.url ?? '/');
    serve(asker, faultOf(asker.probe.service), response);
  };
  switch (station.kind) {
    case 'http':
      return http.createServer(handle);
    case 'https':
      return https.createServer(credentials, handle);
    case 'tls':
      return tls.createServer(credentials, (socket) => socket.on('error', () => {}));
    case 'tcp':
      return net.createServer((socket) => converse(station, faultOf, socket));
    case 'dns':
      throw new Error('a name server is no stream server');
    default:
      return station.kind satisfies never;
  }
}

/** The probe that asks for a path, with the step of a sequence; the first that asks anything for any other path. */
function askerOf(station: Station, path: string): { probe: BoundProbe; step: SequenceStep | undefined } {
  const pathOf = (address: string) => {
    const url = URL.parse(address);
    return url === null ? null : `${url.pathname}${url.search}`;
  };
  for (const probe of station.probes) {
    if (probe.kind === 'sequence') {
      const step = probe.steps.find((each) => pathOf(each.url) === path);
      if (step) return { probe, step };
    }
    if (probe.kind === 'http' && pathOf(probe.url) === path) return { probe, step: undefined };
    if (probe.kind === 'statuspage' && path.endsWith('/api/v2/summary.json'))
      return { probe, step: undefined };
    if (probe.kind === 'prometheus' && path.includes('/api/v1/query?')) return { probe, step: undefined };
  }
  const first = station.probes.find(({ kind }) => kind !== 'tls' && kind !== 'tcp') as BoundProbe;
  // An address with values from earlier answers fits no pattern; the last step is the one that has them.
  return { probe: first, step: first.kind === 'sequence' ? first.steps.at(-1) : undefined };
}

function serve(
  { probe, step }: { probe: BoundProbe; step: SequenceStep | undefined },
  fault: Fault,
  response: http.ServerResponse,
): void {
  if (fault.kind === 'timing-out') return;
  const delay = fault.kind === 'slow' ? slowMs(probe) : fault.latencyMs;
  const answer: Answer =
    fault.kind === 'wrong-body' || fault.good
      ? answerTo(probe, step, fault.kind !== 'wrong-body')
      : failedAnswer();
  setTimeout(() => {
    if (response.destroyed) return;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  }, delay);
}

/** Clearly over the probe's limit, clearly under its timeout. */
function slowMs(probe: BoundProbe): number {
  const limit = probe.degradedAfter === undefined ? SLOW_MS : durationMs(probe.degradedAfter) * 1.6;
  return Math.min(limit, durationMs(probe.timeout) * 0.7);
}

function converse(station: Station, faultOf: FaultOf, socket: net.Socket): void {
  const probe = station.probes[0] as BoundProbe;
  const fault = faultOf(probe.service);
  if (fault.kind === 'timing-out' || probe.kind !== 'tcp') return;
  if (!fault.good && fault.kind !== 'wrong-body') return void socket.resetAndDestroy();
  const reply = () =>
    socket.write(fault.kind === 'wrong-body' ? 'unexpected\n' : `${probe.expect ?? 'ready'}\n`);
  setTimeout(
    () => {
      if (!socket.destroyed) reply();
    },
    fault.kind === 'slow' ? slowMs(probe) : fault.latencyMs,
  );
}

async function startNames(station: Station, faultOf: FaultOf): Promise<Running> {
  const socket = dgram.createSocket('udp4');
  let refusing = false;
  socket.on('message', (query, peer) => {
    const probe = station.probes[0] as BoundProbe;
    const fault = faultOf(probe.service);
    if (refusing || fault.kind === 'timing-out' || probe.kind !== 'dns') return;
    const reply = answerQuery(query, probe, fault.good);
    if (reply) socket.send(reply, peer.port, peer.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', resolve);
  });
  return {
    station,
    port: socket.address().port,
    refuse: (value) => {
      refusing = value;
    },
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
