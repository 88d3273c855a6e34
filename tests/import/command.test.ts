import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecord } from '../../src/record/read.ts';
import { openRecord } from '../../src/record/store.ts';
import { ROOT } from '../book/sample.ts';
import { START, STATES, smallContent, upptimeRepository } from './made.ts';

let clone: string;
let book: string;

beforeAll(async () => {
  clone = await upptimeRepository();
  book = await smallContent();
  await openRecord({ dir: path.join(book, 'record') });
});
afterAll(async () => {
  await rm(clone, { recursive: true, force: true });
  await rm(book, { recursive: true, force: true });
});

const WORDS = ['--domain', 'acme', '--severity', 'down=SEV1', '--waived-by', 'Head of the shop'];

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.resolve('scripts/import.ts'), ...args, '--into', path.join(book, 'content')],
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    );
  });
}

/** Every byte of the content and of the record's own files. */
function everything(): string {
  const all = readdirSync(book, { recursive: true, encoding: 'utf8', withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && !path.join(entry.parentPath, entry.name).includes('.git'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file}\n${readFileSync(file, 'utf8')}`)
    .join('\n');
}

describe('npm run import -- upptime', () => {
  it('[S30] [U42] writes nothing on a dry run, then content and looks, and importing again changes nothing', async () => {
    const record = ['--record', path.join(book, 'record')];
    const before = everything();
    const dry = await run('upptime', clone, ...WORDS, ...record, '--dry-run', '--json');
    expect(dry.err).toBe('');
    expect(JSON.parse(dry.out)).toMatchObject({ dryRun: true, looks: { found: 7, recorded: 7 } });
    expect(everything()).toBe(before);

    const first = await run('upptime', clone, ...WORDS, ...record, '--json');
    expect(first.code).toBe(1);
    const { written, looks } = JSON.parse(first.out);
    expect(written).toContain('services/acme/cache.mdx');
    expect(written).toContain('incidents/acme/2026-03-02-upptime-7.mdx');
    expect(looks).toEqual({ found: 7, recorded: 7 });
    const kept = readRecord(path.join(book, 'record')).samplesOf('acme/shop/http');
    expect(kept.map(({ at, outcome, location }) => [(at - START) / 3_600_000, outcome, location])).toEqual(
      STATES.map(([hours, status]) => [hours, status, 'imported']),
    );

    const after = everything();
    const again = await run('upptime', clone, ...WORDS, ...record, '--json');
    expect(JSON.parse(again.out)).toMatchObject({ written: [], looks: { found: 7, recorded: 0 } });
    expect(everything()).toBe(after);
  });

  it('[U42] prints each figure of the summary beside what the commits give, with the difference and why', async () => {
    const { out } = await run('upptime', clone, ...WORDS, '--dry-run');
    expect(out).toContain(
      'shop, all: Upptime says 92.50 %, its commits give 97.50 %; difference −5.00 points; looks alone',
    );
    expect(out).toContain('Upptime counts degraded time as down: 5.00 points');
    expect(out).toMatch(
      /shop, day: Upptime says 100\.00 %, its commits give 100\.00 %; difference \+0\.00 points/,
    );
  });

  it('[S30] leaves a file alone that people have changed since, and says so', async () => {
    const file = path.join(book, 'content/services/acme/cache.mdx');
    await writeFile(file, readFileSync(file, 'utf8').replace('title: Cache', 'title: Our cache'));
    const { code, out } = await run('upptime', clone, ...WORDS, '--json');
    expect([code, JSON.parse(out).kept]).toEqual([
      1,
      // The small book has a shop of its own, which was there first.
      ['services/acme/shop.mdx', 'services/acme/cache.mdx'],
    ]);
    expect(readFileSync(file, 'utf8')).toContain('title: Our cache');
  });

  it('begins no record of its own, neither where it was sent nor in the repository it runs in', async () => {
    const branches = () =>
      execFileSync('git', ['-C', ROOT, 'for-each-ref', '--format=%(refname)'], { encoding: 'utf8' });
    const before = [branches(), everything()];
    const found = await run('upptime', clone, ...WORDS, '--record', path.join(book, 'nothing'));
    expect([found.code, found.err]).toEqual([3, expect.stringContaining('holds no record')]);
    expect([branches(), everything()]).toEqual(before);
  });

  it('says by its exit code whether the usage or the environment was wrong', async () => {
    const { code, err } = await run('upptime', clone, '--domain', 'nowhere');
    expect([code, err]).toEqual([2, expect.stringContaining('there is no domain nowhere')]);
    expect((await run('upptime', '/nowhere-at-all', ...WORDS)).code).toBe(3);
    expect((await run('sitemap', clone, ...WORDS)).code).toBe(2);
    expect((await run('upptime', clone, '--domain', 'acme', '--severity', 'down=SEV9')).code).toBe(2);
  });
});

describe('npm run import without a waiver', () => {
  it('writes nothing that check would refuse, and says what would help', async () => {
    const { code, err } = await run(
      'statuspage',
      path.join(import.meta.dirname, 'statuspage.json'),
      '--domain',
      'acme',
      '--severity',
      'major=SEV1',
    );
    expect(code).toBe(1);
    expect(err).toContain('--waived-by');
    expect(everything()).not.toContain('Orders cannot be paid');
  });
});
