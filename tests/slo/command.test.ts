import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appendRuns } from '../../src/record/writer.ts';
import { ROOT } from '../book/sample.ts';
import { budgetBook, month } from './book.ts';

vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), 'slo-'));
const GONE = [0, 1, ...Array.from({ length: 10 }, (_, i) => 1000 + i)];
beforeAll(() => {
  for (const [name, text] of budgetBook()) {
    mkdirSync(dirname(join(root, 'content', name)), { recursive: true });
    writeFileSync(join(root, 'content', name), text);
  }
  for (const [folder, failed] of [
    ['fine', []],
    ['gone', GONE],
  ] as const) {
    mkdirSync(join(root, folder));
    appendRuns(root + (folder === 'fine' ? '/fine' : '/gone'), [month(failed)], {
      probes: ['acme/shop/http'],
    });
  }
});
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the command as people do, in a process of its own. */
function slo(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'scripts/slo.ts'), ...args], { cwd: root }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
const at = ['--now', '2026-01-31T00:00:00Z'];

describe('npm run slo', () => {
  it('[G18] opens the gate while a budget is left, shuts it with exit code 1 when it is gone, and opens it for a reason', async () => {
    const [open, frozen, overridden] = await Promise.all([
      slo('gate', '--record', 'fine', ...at),
      slo('gate', 'acme/error-budgets', '--record', 'gone', ...at, '--json'),
      slo('gate', '--record', 'gone', ...at, '--override', 'It is the fix itself.'),
    ]);
    expect([open.code, open.out]).toEqual([0, 'acme/error-budgets: ok\nthe gate: open\n']);
    expect(frozen.code).toBe(1);
    expect(JSON.parse(frozen.out)).toMatchObject({ verdict: 'frozen', overridden: null });
    expect([overridden.code, overridden.out]).toEqual([
      0,
      'acme/error-budgets: frozen\n  acme/error-budgets: acme/shop has reached "No releases"\nfrozen, overridden: It is the fix itself.\n',
    ]);
  });

  it('[G18] does not open the gate when nobody looked, unless it is told to', async () => {
    const [unknown, told] = await Promise.all([
      slo('gate', '--record', 'nowhere', ...at),
      slo('gate', '--record', 'nowhere', ...at, '--unknown-is-open'),
    ]);
    expect([unknown.code, unknown.out]).toEqual([
      3,
      'acme/error-budgets: unknown\n  acme/error-budgets: too little is known of acme/shop\nthe gate: cannot tell\n',
    ]);
    expect(told.code).toBe(0);
  });

  it('says where each objective stands, which alerts fire, and which postmortems are owed', async () => {
    const { code, out } = await slo('status', '--record', 'gone', ...at);
    expect(code).toBe(0);
    expect(out).toBe(
      'exhausted         acme/shop  99.8595% of 0.999  −40.4% left (−17m16.8s)\n' +
        'policy acme/error-budgets: frozen\n' +
        'owed: automatic/acme/shop/20260104T112000Z cost 117.0% of the budget of acme/shop and has no postmortem\n' +
        'owed: 2026-01-01-shop cost 23.4% of the budget of acme/shop and has no P0\n',
    );
    const [owed, none] = await Promise.all([
      slo('status', '--record', 'gone', ...at, '--strict'),
      slo('status', '--record', 'fine', ...at, '--strict'),
    ]);
    expect([owed.code, none.code]).toEqual([1, 0]);
    const { out: json } = await slo('status', '--record', 'gone', ...at, '--json');
    expect(JSON.parse(json)).toMatchObject({
      gate: { verdict: 'frozen' },
      slos: [{ id: 'acme/shop', state: 'exhausted' }],
    });
  });

  it('[G16] exports to files, imports them elsewhere, and refuses what it cannot carry without writing anything', async () => {
    const exported = await slo('export', '--out', 'open');
    expect(exported.out).toBe('open/acme/shop.yaml\n');
    const into = ['--domain', 'acme', '--owner', 'acme/core'];
    expect(await slo('import', 'open', '--out', 'again', ...into)).toMatchObject({
      code: 0,
      out: 'again/slos/acme/acme-shop.yaml\n',
    });
    const text = readFileSync(join(root, 'again/slos/acme/acme-shop.yaml'), 'utf8');
    expect(text).toContain('target: "0.999"');
    const months = readFileSync(join(root, 'open/acme/shop.yaml'), 'utf8').replace(
      'duration: 30d',
      'duration: 1m',
    );
    writeFileSync(join(root, 'months.yaml'), months);
    const refused = await slo('import', 'months.yaml', '--out', 'never', ...into);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /^months\.yaml:\d+: SLO acme-shop: a window of 1m is shorter than a day; m is minutes/,
    );
    expect(readdirSync(root)).not.toContain('never');
    const sloth = await slo('export', '--format', 'sloth');
    expect(sloth.out).toContain('version: prometheus/v1');
  });

  it.each([
    [['fly'], /name one of status, gate/],
    [['gate', '--override', 'why'], /say in at least ten letters/],
    [['gate', 'acme/none'], /there is no error-budget policy acme\/none; there are: acme\/error-budgets/],
    [['export', '--slo', 'acme/none'], /there is no such objective/],
    [['export', '--format', 'toml'], /use openslo or sloth/],
    [['import', 'x.yaml'], /name the files, --out, --domain and --owner/],
  ])('%j is a wrong use', async (args, why) => {
    const { code, err } = await slo(...args);
    expect([code, err]).toEqual([2, expect.stringMatching(why)]);
  });
});
