import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openRecord } from '../../src/record/store.ts';
import { sample, scratch } from '../record/made.ts';
import { ChangedRepository, reported, SHOP } from './change.ts';

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;

/** A record in which the shop was well until now. */
async function wellRecord(): Promise<string> {
  const store = await openRecord({ dir: join(scratch(), 'record') });
  const now = Date.now();
  const looks = [10, 5, 0].map((ago) =>
    sample({ probe: 'acme/shop/http', at: now - ago * MINUTE - 2000, outcome: 'up' }),
  );
  for (const look of looks) await store.commitRun([look], look.at);
  return store.dir;
}

describe('the review of a pull request', () => {
  it('[S42] says what customers will read when it is merged', async () => {
    const from = Date.now() - MINUTE;
    const record = await wellRecord();
    const change = new ChangedRepository({
      'content/incidents/2026-payments.mdx': reported(from, 'partial outage'),
    });
    const text = change.review('--record', record);
    expect(text).toContain('- Shop: operational → **partial outage**');
    expect(text).toContain('- incident **announced**: Some cannot pay (investigating, 1 update)');
    expect(text).toMatch(/It says \*\*.*partial outage.*\*\* instead of All components are operational/);
    const secret = new ChangedRepository({
      'content/incidents/2026-payments.mdx': reported(from, 'partial outage', 'internal'),
    });
    expect(secret.review('--record', record)).not.toContain('What customers will read');
  });

  it('[S42] names components that come, go, or are called otherwise', () => {
    const second = SHOP.of({ title: 'Search' }).replaceAll('shop.test', 'search.test');
    const { page } = new ChangedRepository({ 'content/services/acme/search.mdx': second }).data();
    expect(page.added).toEqual([{ title: 'Search', state: 'unknown' }]);
    const renamed = new ChangedRepository({ [`content/${SHOP.file}`]: SHOP.of({ title: 'Store' }) }).data();
    expect(renamed.page.renamed).toEqual([{ from: 'Shop', to: 'Store' }]);
    const moved = new ChangedRepository({
      [`content/${SHOP.file}`]: null,
      'content/services/acme/store.mdx': SHOP.of({ more: 'formerIds: [acme/shop]\n' }),
    }).data();
    expect([moved.page.added, moved.page.removed, moved.page.renamed]).toEqual([[], [], []]);
    const gone = new ChangedRepository({ [`content/${SHOP.file}`]: null }).data();
    expect(gone.page.removed).toEqual([{ title: 'Shop' }]);
  });

  it('[G30] names the runbooks that watch what it changes, and why', () => {
    const path = 'runbooks/acme/ShopDown.mdx';
    const runbook = readSmall(path).replace('reviewedOn:', "watches: ['shop/**']\nreviewedOn:");
    const change = new ChangedRepository(
      { 'shop/pay.ts': 'export {};\n', 'README.md': 'x' },
      { [path]: runbook },
    );
    expect(change.data().runbooks).toEqual([
      { id: 'acme/ShopDown', title: 'The shop is down', paths: ['shop/pay.ts'] },
    ]);
    expect(change.review()).toContain('#### 1 runbook to look at again');
  });

  it('names findings that it brings, with place and suggestion, and none that were there', () => {
    const path = 'runbooks/acme/ShopDown.mdx';
    const wrong = readSmall(path).replace('severity: SEV1', 'severity: SEV7');
    const moved = wrong.replace('alerts: [ShopDown]', 'keywords: [shop]\nalerts: [ShopDown]');
    const old = new ChangedRepository({ [`content/${path}`]: moved }, { [path]: wrong }).data();
    expect(old.findings).toEqual([]);
    const brought = new ChangedRepository({ [`content/${path}`]: wrong });
    const [finding] = brought.data().findings;
    expect(finding).toMatchObject({
      level: 'error',
      file: `content/${path}`,
      line: 8,
      rule: 'unknown-severity',
    });
    expect(brought.review()).toContain(`**content/${path}:8** unknown-severity:`);
    const mended = new ChangedRepository({ [`content/${path}`]: readSmall(path) }, { [path]: wrong }).data();
    expect([mended.findings, mended.mended]).toEqual([[], 1]);
  });

  it('has nothing to say of what touches neither', () => {
    const text = new ChangedRepository({ 'README.md': 'Other words.\n' }).review();
    expect(text).toContain('No new findings, and customers will read what they read now.');
  });

  it('reads plain files as data: links lead nowhere, and nothing in the tree is run', () => {
    const outside = join(scratch(), 'secret.yaml');
    writeFileSync(outside, 'title: canary-4711\n');
    const ran = join(scratch(), 'ran');
    const script = `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '')`;
    const change = new ChangedRepository({
      'content/teams/acme/leak.yaml': { linkTo: outside },
      'content/guides/acme/run.mdx': `---\ntitle: x\n---\n{(() => { ${script} })()}\n`,
      'package.json': JSON.stringify({ scripts: { review: `node -e "${script}"`, prepare: 'false' } }),
      '.gitattributes': '* diff=run filter=run\n',
      'scripts/review.ts': script,
    });
    change.git('config', 'diff.run.textconv', `touch ${ran}`);
    const text = change.review();
    expect(text).not.toContain('canary');
    expect(text).toContain('content/guides/acme/run.mdx');
    expect(existsSync(ran)).toBe(false);
  });

  it('shows names of others without pinging anybody, linking anything, or becoming markup', () => {
    const title = '"@octocat <img src=x> [a](https://x.example) #1 `b` GH-7"';
    const text = new ChangedRepository({ [`content/${SHOP.file}`]: SHOP.of({ title }) }).review();
    expect(text).toContain('octocat');
    expect(text).not.toMatch(/@octocat|<img|\]\(https|https:\/\/|[^\\]#1|GH-7|[^\\]`/);
    for (const line of text.split('\n').filter((one) => one.includes('octocat'))) expect(line).toMatch(/^- /);
  });

  it('writes into a file, and refuses what is no commit', () => {
    const change = new ChangedRepository({ 'README.md': 'x' });
    const out = join(scratch(), 'deep', 'review.json');
    change.review('--json', '--pull-request', '7', '--out', out);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ version: 1, pullRequest: 7 });
    for (const ref of ['--base=--output=x', '--base=nowhere', '--head=HEAD:content'])
      expect(() => change.review(ref)).toThrow(/git rev-parse failed/);
    expect(existsSync(join(change.dir, 'x'))).toBe(false);
  });
});

function readSmall(path: string): string {
  const change = new ChangedRepository({});
  return readFileSync(join(change.dir, 'content', path), 'utf8');
}
