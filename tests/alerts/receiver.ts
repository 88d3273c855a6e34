import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { KeyPair } from '../../src/fleet/certificates.ts';

/** A request that arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver answers: a status with a body, or something that no server should do. */
export type Behaviour =
  | {
      readonly status: number;
      readonly body?: string;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'hang'
  | 'reset'
  | 'status, then hang';

/** A server on loopback for one test, with what it received. */
export interface Receiver {
  readonly origin: string;
  readonly received: Received[];
  /** Answers from now on. */
  answer: (request: Received) => Behaviour;
}

export async function receiver(
  answer: (request: Received) => Behaviour,
  certificate?: KeyPair,
): Promise<Receiver> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const made: Receiver = { origin: '', received, answer };
  const listener: http.RequestListener = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      received.push(one);
      const behaviour = made.answer(one);
      if (behaviour === 'hang') return;
      if (behaviour === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      if (behaviour === 'status, then hang') {
        response.writeHead(200, { 'Content-Length': 50 });
        response.write('o');
        return;
      }
      const { status, body = '', type = 'application/json', headers } = behaviour;
      response.writeHead(status, { 'Content-Type': type, ...headers }).end(body);
    });
  };
  const server = certificate ? https.createServer(certificate, listener) : http.createServer(listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(made, { origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}` });
}
