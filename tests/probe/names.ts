import dgram from 'node:dgram';
import { onTestFinished } from 'vitest';

/** A name server for one test: answers type A with the given addresses, or not at all. */
export async function serveNames(addresses: readonly string[], code = 0, silent = false): Promise<string> {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (query, peer) => {
    if (silent) return;
    let end = 12;
    while (query[end] !== 0) end += (query[end] as number) + 1;
    const question = query.subarray(12, end + 5);
    const head = Buffer.from([
      query[0] as number,
      query[1] as number,
      0x81,
      0x80 | code,
      0,
      1,
      0,
      addresses.length,
      0,
      0,
      0,
      0,
    ]);
    const records = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]),
    );
    socket.send(Buffer.concat([head, question, ...records]), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}
