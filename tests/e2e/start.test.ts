import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { userEnvironment } from './user.ts';

/** Starts the demonstration as a user would and hands over its addresses and what it printed. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [path.resolve('scripts/start.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: userEnvironment(),
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const address = (name: string) => new RegExp(`${name}\\s+(http://\\S+)`).exec(printed)?.[1];
  return { child, ended, printed: () => printed, address };
}

describe('npm start', () => {
  it('shows the whole book with real measurements, lets a fault be seen, and leaves nothing running', async () => {
    const port = 5100 + Math.floor(Math.random() * 300);
    const began = Date.now();
    const demonstration = await start('--port', String(port), '--every', '4s');
    try {
      await expect
        .poll(() => demonstration.address('handbook') ?? demonstration.printed().includes('Error'), {
          timeout: 120_000,
          interval: 250,
        })
        .toBeTruthy();
      console.log(`npm start: pages after ${((Date.now() - began) / 1000).toFixed(1)} s`);
      const handbook = demonstration.address('handbook') as string;
      const status = demonstration.address('status page') as string;
      expect(handbook, demonstration.printed()).toContain(String(port));

      const front = await (await fetch(status)).text();
      expect(front).toContain('Demonstration data');
      expect(front).toContain('Thorbis Business OS');
      const data = (await (await fetch(`${handbook}api/v1/status.json`)).json()) as {
        demonstration: boolean;
        record: string;
        components: { id: string; state: string; uptime: { day: { samples: number } } }[];
      };
      expect(data.demonstration).toBe(true);
      expect(data.record).toMatch(/^[0-9a-f]{40}$/);
      expect(data.components.length).toBeGreaterThanOrEqual(15);
      expect(data.components.every(({ uptime }) => uptime.day.samples > 0)).toBe(true);

      // The script makes something go wrong within a minute or so; the page says so shortly after.
      await expect
        .poll(
          async () =>
            ((await (await fetch(`${handbook}api/v1/status.json`)).json()) as typeof data).components.some(
              ({ state }) => state === 'down',
            ),
          { timeout: 150_000, interval: 2000 },
        )
        .toBe(true);
      expect(demonstration.printed()).toMatch(/ is down: /);
    } finally {
      demonstration.child.kill('SIGINT');
    }
    expect(await demonstration.ended).toBe(0);
    await expect(fetch(demonstration.address('handbook') as string)).rejects.toThrow();
    await expect(fetch(demonstration.address('status page') as string)).rejects.toThrow();
  }, 300_000);

  it('says plainly that a port is taken', async () => {
    const { createServer } = await import('node:http');
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    const demonstration = await start('--port', String(port));
    expect(await demonstration.ended).toBe(3);
    expect(demonstration.printed()).toContain(`port ${port} is taken`);
    blocker.close();
  }, 120_000);

  it('refuses wrong usage with exit code 2', async () => {
    const demonstration = await start('--past', 'ninety');
    expect(await demonstration.ended).toBe(2);
    expect(demonstration.printed()).toContain('--past is ninety');
  });
});
