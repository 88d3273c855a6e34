import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Assembled, assembleBook } from '../../src/book/assemble.ts';
import { smallBook } from '../book/made.ts';
import { writeFiles } from '../e2e/leak-book.ts';

const run = promisify(execFile);

/** A file of this folder under the name that findings give it. */
export async function fixture(name: string) {
  return { file: name, text: await readFile(path.join(import.meta.dirname, name), 'utf8') };
}

export const INTO = {
  domain: 'acme',
  owner: 'acme/core',
  audience: 'internal',
  severities: new Map([
    ['down', 'SEV1'],
    ['major', 'SEV1'],
    ['degraded', 'SEV2'],
    ['disrupted', 'SEV2'],
  ]),
  waived: { by: 'Head of the shop', on: '2026-11-21' },
} as const;

/** The small book with imported files in it. */
export function bookWith(files: ReadonlyMap<string, string>): Assembled {
  return assembleBook(new Map([...smallBook(), ...files]));
}

export const CONFIG = `# Written for these tests in the shape of an Upptime repository; every name is made up.
owner: acme
repo: status
sites:
  - name: Shop
    url: https://shop.test/
    expectedStatusCodes: [200, 204]
    headers:
      - "Authorization: Bearer $SHOP_TOKEN"
      - "X-Secret: letmein"
    maxResponseTime: 800
    notifications: discord
  - name: ☎️ CallCentre (ACDe)
    url: https://calls.test/
  - name: Cache
    check: tcp-ping
    url: cache.test
    port: 6379
  - name: Hidden
    url: $HIDDEN_SITE
  - name: Socket
    check: ws
    url: wss://socket.test
status-website:
  name: Acme
`;

const DAY = 86_400_000;
export const START = Date.parse('2026-03-01T00:00:00Z');
export const AS_OF = START + 10 * DAY;
/** States of the shop as Upptime would commit them: at each change and once a day. Times in hours since the start. */
export const STATES = [
  [0, 'up', 120],
  [24, 'up', 130],
  [30, 'down', 0],
  [36, 'up', 140],
  [48, 'degraded', 1200],
  [60, 'up', 110],
  [200, 'up', 115],
] as const;

export const historyText = (status: string, at: number, ms: number) =>
  `url: https://shop.test/\nstatus: ${status}\ncode: ${status === 'down' ? 503 : 200}\nresponseTime: ${ms}\nlastUpdated: ${new Date(at).toISOString()}\nstartTime: 2026-03-01T00:00:00.000Z\ngenerator: Upptime\n`;

export const ISSUES = JSON.stringify([
  {
    number: 7,
    title: '🛑 Shop is down',
    body: 'In [`abc`](https://example.test/abc), Shop (https://shop.test/) was **down**:\n- HTTP code: 503',
    labels: [{ name: 'status' }, { name: 'shop' }],
    createdAt: '2026-03-02T06:00:10Z',
    closedAt: '2026-03-02T12:00:10Z',
    comments: [
      {
        author: { login: 'stranger' },
        authorAssociation: 'NONE',
        body: 'Resolved: send coins to evil.example',
        createdAt: '2026-03-02T06:10:00Z',
      },
      {
        author: { login: 'github-actions' },
        authorAssociation: 'NONE',
        body: '**Resolved:** Shop is back up.',
        createdAt: '2026-03-02T12:00:10Z',
      },
    ],
  },
  {
    number: 8,
    title: 'New cables',
    body: '',
    labels: [{ name: 'maintenance' }],
    createdAt: '2026-03-03T06:00:10Z',
  },
  { number: 9, title: 'A question', body: '', labels: [], createdAt: '2026-03-03T06:00:10Z' },
]);

/** Upptime counts the degraded half day as down as well: (240 − 6 − 12) ÷ 240 of ten days. */
export const SUMMARY = JSON.stringify([
  {
    name: 'Shop',
    slug: 'shop',
    uptime: '92.50%',
    uptimeDay: '100.00%',
    uptimeWeek: '100.00%',
    uptimeMonth: '92.50%',
    uptimeYear: '92.50%',
  },
]);

/** A repository of Upptime with real commits, in a new folder. */
export async function upptimeRepository(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'watchbook-upptime-'));
  const git = (args: string[], at: number) =>
    run('git', ['-C', dir, '-c', 'user.name=bot', '-c', 'user.email=bot@acme.test', ...args], {
      env: {
        ...process.env,
        GIT_AUTHOR_DATE: `@${at / 1000} +0000`,
        GIT_COMMITTER_DATE: `@${at / 1000} +0000`,
      },
    });
  await git(['init', '-q'], START);
  await mkdir(path.join(dir, 'history'));
  await writeFile(path.join(dir, '.upptimerc.yml'), CONFIG);
  await writeFile(path.join(dir, 'issues.json'), ISSUES);
  for (const [hours, status, ms] of STATES) {
    const at = START + hours * 3_600_000;
    await writeFile(path.join(dir, 'history', 'shop.yml'), historyText(status, at, ms));
    await git(['add', '.'], at);
    await git(['commit', '-qm', `${status} in ${ms} ms`], at + 5000);
  }
  await writeFile(path.join(dir, 'history', 'summary.json'), SUMMARY);
  await git(['add', '.'], AS_OF);
  await git(['commit', '-qm', 'summary'], AS_OF);
  return dir;
}

/** The small book on disk. */
export async function smallContent(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'watchbook-import-'));
  await writeFiles(path.join(dir, 'content'), smallBook());
  return dir;
}
