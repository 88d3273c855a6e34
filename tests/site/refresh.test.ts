import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { mayBePublic } from '../../src/book/public.ts';
import { checkedFile, noteChecked, wasChecked } from '../../src/site/checked.ts';
import { bundleFolder, outputFile } from '../../src/site/kept-bundle.ts';
import { lastFailure, noteFailure } from '../../src/site/last-failure.ts';
import { publicTexts } from '../../src/site/public-texts.ts';

const work = mkdtempSync(path.join(tmpdir(), 'watchbook-refresh-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

let root: string;
const put = (name: string, text: string) => {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const incident = (audience: string, text: string) => `---\ntitle: Trouble\n${audience}\n---\n${text}`;

beforeEach(() => {
  root = mkdtempSync(path.join(work, 'root-'));
  put('src/page.ts', 'export {};');
  put('content/watchbook.yaml', 'name: Book\n');
  put('content/runbooks/a.mdx', 'one');
  put('content/incidents/open.mdx', incident('audience: public', '\nText.\n'));
});

describe('the bundle that is kept', () => {
  const key = (env: NodeJS.ProcessEnv = {}) => bundleFolder(root, path.join(root, 'content'), env);

  it('is another when programs, settings, addresses or public texts change', () => {
    const seen = new Set([
      key(),
      key({ WATCHBOOK_SITE_URL: 'https://a.example' }),
      key({ WATCHBOOK_BASE_PATH: '/b/' }),
    ]);
    for (const [name, text] of [
      ['src/page.ts', 'export const a = 1;'],
      ['content/watchbook.yaml', 'name: Other\n'],
      ['content/incidents/open.mdx', incident('audience: public', '\nOther text.\n')],
      ['content/incidents/second.mdx', incident('audience: public', '\nText.\n')],
      ['package-lock.json', '{}'],
    ] as const) {
      put(name, text);
      seen.add(key());
    }
    expect(seen.size).toBe(8);
  });

  it('is the same whatever the handbook says', () => {
    const before = key();
    put('content/runbooks/a.mdx', 'two');
    put('content/incidents/inside.mdx', incident('audience: internal', '\nFor us.\n'));
    expect(key()).toBe(before);
  });

  it.each([
    ['/', 'page', 'index.html'],
    ['/components/acme/shop', 'page', 'components/acme/shop/index.html'],
    ['/incidents/', 'page', 'incidents/index.html'],
    ['/404', 'page', '404.html'],
    ['/api/v1/status.json', 'endpoint', 'api/v1/status.json'],
  ])('writes %s, a %s, to %s', (pathname, type, file) => {
    expect(outputFile(pathname, type)).toBe(file);
  });
});

describe('content that was checked', () => {
  const file = (day = '2026-11-21') => checkedFile(root, path.join(root, 'content'), day);

  it('is not checked again until content, rules or the day change', () => {
    expect(wasChecked(file())).toBe(false);
    noteChecked(file());
    expect(wasChecked(file())).toBe(true);
    expect(wasChecked(file('2026-11-22'))).toBe(false);
    put('content/runbooks/a.mdx', 'two');
    expect(wasChecked(file())).toBe(false);
    put('content/runbooks/a.mdx', 'one');
    expect(wasChecked(file())).toBe(true);
    put('src/rule.ts', 'export {};');
    expect(wasChecked(file())).toBe(false);
  });
});

describe('texts of public incidents', () => {
  it('are those of entries marked public that have one, however the mark is written', () => {
    put('content/incidents/a/quoted.mdx', incident('"audience": "public"', '\nText.\n'));
    put('content/incidents/bare.mdx', incident('audience: public', '\n \n'));
    put('content/incidents/inside.mdx', incident('audience: internal # not public', '\nText.\n'));
    put('content/incidents/notes.txt', 'audience: public');
    expect(publicTexts(path.join(root, 'content', 'incidents'))).toEqual(['a/quoted.mdx', 'open.mdx']);
    expect(publicTexts(path.join(root, 'nowhere'))).toEqual([]);
  });

  it('lie, with all else that customers see, in few of the files of a book', () => {
    const files = ['watchbook.yaml', 'postmortems/a/b.mdx', 'domains/a/index.mdx', 'domains/a/contacts.yaml'];
    expect([...files, 'runbooks/a/b.mdx', 'teams/a/b.yaml', 'brand/logo.svg'].filter(mayBePublic)).toEqual(
      files.slice(0, 3),
    );
  });
});

describe('a build that failed', () => {
  const at = Date.parse('2026-11-21T12:00:00Z');
  const day = 86_400_000;

  it('is told of for seven days, and not before it happened', () => {
    expect(lastFailure(root, at)).toBeNull();
    noteFailure(root, at);
    expect([at - 1, at, at + 7 * day, at + 7 * day + 1].map((now) => lastFailure(root, now))).toEqual([
      null,
      at,
      at,
      null,
    ]);
  });

  it.each(['', '{', '{}', '{"at":"never"}', 'null'])('is not made up out of a damaged file: %j', (text) => {
    put('last-failure.json', text);
    expect(lastFailure(root, at)).toBeNull();
  });
});
