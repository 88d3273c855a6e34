import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow } from './files.ts';
import { CANARY, leakBook, NOW, PUBLIC_WORDS, TENANTS, writeFiles, writeLeakRecord } from './leak-book.ts';
import { readingsOf } from './readings.ts';
import { userEnvironment } from './user.ts';

let work: string;
const at = (name: string) => path.join(work, name);

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'watchbook-leak-'));
  await writeFiles(at('content'), leakBook());
  await writeLeakRecord(at('record'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** Builds with the command that people use, into a folder of its own, and gives that folder. */
async function build(out: string, ...args: string[]): Promise<string> {
  const { code, printed } = await new Promise<{ code: number; printed: string }>((resolve) => {
    execFile(
      process.execPath,
      [
        path.resolve('scripts/build.ts'),
        '--now',
        new Date(NOW).toISOString(),
        '--out',
        at(out),
        '--audience',
        ...args,
      ],
      {
        env: userEnvironment({ WATCHBOOK_CONTENT: at('content'), WATCHBOOK_RECORD: at('record') }),
        maxBuffer: 1 << 24,
      },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, printed: stdout + stderr }),
    );
  });
  expect(code, printed).toBe(0);
  return path.join(at(out), args[0] as string);
}

/** Every place below a folder in which a word can be read, with what stands around it. */
async function placesOf(folder: string, word: RegExp): Promise<string[]> {
  const found: string[] = [];
  for (const file of filesBelow(folder)) {
    if (word.test(file)) found.push(`the name ${file}`);
    for (const reading of readingsOf(await readFile(path.join(folder, file)))) {
      const match = word.exec(reading);
      if (match) found.push(`${file}: ${reading.slice(Math.max(0, match.index - 40), match.index + 40)}`);
    }
  }
  return found;
}

describe('a leak', () => {
  it.each<[string, Buffer]>([
    ['as it stands', Buffer.from('the C4nary sings')],
    ['packed', gzipSync('the c4nary sings')],
    ['deflated', deflateSync('the c4nary sings')],
    ['packed by Brotli', brotliCompressSync('the c4nary sings')],
    ['in UTF-16', Buffer.from('the c4nary sings', 'utf16le')],
    ['in base64', Buffer.from(`{"map":"${Buffer.from('to the c4nary').toString('base64')}"}`)],
    [
      'behind other base64',
      Buffer.from(`data:text/plain;base64,x${Buffer.from('ab c4nary').toString('base64')}`),
    ],
    ['packed inside of base64', Buffer.from(`"${gzipSync('the c4nary sings').toString('base64')}"`)],
    ['in hexadecimal', Buffer.from(Buffer.from('the c4nary').toString('hex'))],
    ['in percent-encoding', Buffer.from('?q=%63%34%6e%61ry')],
    ['in escapes of JSON', Buffer.from('"\\u0063\\u0034nary"')],
    ['in escapes of HTML', Buffer.from('&#99;&#x34;nary')],
    ['in base64 of percent-encoding', Buffer.from(Buffer.from('x=%634nary').toString('base64url'))],
  ])('is found %s', (_, bytes) => {
    expect(readingsOf(bytes).some((reading) => CANARY.test(reading))).toBe(true);
    expect(readingsOf(Buffer.from('a quiet bird, YSBxdWlldCBiaXJk')).some((text) => CANARY.test(text))).toBe(
      false,
    );
  });
});

describe('the site of everybody', () => {
  it('[S37] [G25] [G55] [K60] holds no byte from inside, in any file, under any name, in any encoding', async () => {
    const folder = await build('everybody', 'public');
    const bytes = await Promise.all(
      filesBelow(folder).map((file) => readFile(path.join(folder, file), 'utf8')),
    );
    for (const word of PUBLIC_WORDS)
      expect(
        bytes.some((text) => text.includes(word)),
        word,
      ).toBe(true);
    expect(bytes.length).toBeGreaterThan(15);
    expect(await placesOf(folder, CANARY)).toEqual([]);
    for (const tenant of TENANTS) expect(await placesOf(folder, new RegExp(tenant, 'i'))).toEqual([]);
  });

  it('is shown for what it is by the handbook, which does hold those words', async () => {
    const folder = await build('inside', 'internal');
    const found = await placesOf(folder, CANARY);
    for (const place of [
      'services/acme/shop/index.html',
      'runbooks/acme/ShopC4naryDown/index.html',
      'incidents/2026-01-02-c4nary/index.html',
      'teams/acme/core/index.html',
      'slos/acme/c4nary/index.html',
      'domains/acme/index.html',
      'components/acme/shop/index.html',
    ])
      expect(
        found.some((one) => one.startsWith(place)),
        place,
      ).toBe(true);
    expect(found).toContain('the name incidents/2026-01-02-c4nary/index.html');
  });
});

describe('the site of a tenant', () => {
  it.each([
    ['northwind', 'contoso'],
    ['contoso', 'northwind'],
  ])('[K25] %s holds no byte of %s', async (mine, other) => {
    const folder = await build(`of-${mine}`, 'public', '--tenant', mine);
    expect((await placesOf(folder, new RegExp(mine, 'i'))).length).toBeGreaterThan(5);
    expect(await placesOf(folder, new RegExp(other, 'i'))).toEqual([]);
    expect(await placesOf(folder, CANARY)).toEqual([]);
  });
});
