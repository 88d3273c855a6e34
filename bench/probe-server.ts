// A process of its own, so that what the prober costs is measured apart from what it looks at.
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { makeAuthority, makeCertificate } from '../src/fleet/certificates.ts';

const DELAY_MS = Number(process.argv[2] ?? 100);

const now = Date.now();
const authority = await makeAuthority(now);
const pair = await makeCertificate('bench.test', authority, now, 90);

// Timers are late on a busy machine, so what each answer really took is noted.
const took: Record<string, number> = {};
const answer: http.RequestListener = (request, response) => {
  const start = performance.now();
  setTimeout(() => {
    took[request.headers.host ?? ''] = performance.now() - start;
    response.end('ok');
  }, DELAY_MS);
};
const servers = [
  http.createServer(answer),
  https.createServer({ key: pair.key, cert: pair.cert }, answer),
  // Accepts and never says a word.
  net.createServer((socket) => socket.on('error', () => {}).resume()),
];
const ports = await Promise.all(
  servers.map(
    (server) =>
      new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', 2048, () => resolve((server.address() as net.AddressInfo).port));
      }),
  ),
);
const [plain, secure, hole] = ports;
process.send?.({ plain, secure, hole, ca: authority.cert });
process.on('message', () => process.send?.(took));
process.on('disconnect', () => process.exit());
