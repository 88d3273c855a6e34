import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRecord } from '../../src/record/read.ts';
import { formatRollup, parseRollup } from '../../src/record/rollup.ts';
import { mergeCounts } from '../../src/record/sketch.ts';
import { appendRuns } from '../../src/record/writer.ts';
import { allSamples, NOON, sample, scratch } from './made.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../docs/record.md'), 'utf8');
const python = spawnSync('python3', ['--version']).status === 0;

function block(opening: string): string {
  const start = text.indexOf(`\`\`\`${opening}`);
  return `${text.slice(text.indexOf('\n', start) + 1, text.indexOf('\n```', start + 4))}\n`;
}

describe('docs/record.md', () => {
  test('shows lines that the writer would write', () => {
    const dir = scratch();
    const start = Date.parse('2026-11-21T00:00:00Z');
    const ids = ['shop/api/http', 'shop/checkout/http', 'shop/db/tcp'] as const;
    const look = (second: number, probe: string, over: Parameters<typeof sample>[0] = {}) =>
      sample({ probe, at: start + second * 1000, ...over });
    appendRuns(dir, [
      [
        look(43205, ids[0], { latencyMs: 52 }),
        look(43205, ids[1], { latencyMs: 48 }),
        look(43205, ids[2], { latencyMs: 2 }),
      ],
      [
        look(43505, ids[0], { latencyMs: 51 }),
        look(43505, ids[1], { outcome: 'down', latencyMs: 31, reason: '[STATUS] (503) == 200' }),
        look(43505, ids[2], { latencyMs: 2 }),
      ],
      [
        look(43806, ids[0], { latencyMs: 55 }),
        look(43808, ids[2], { outcome: 'degraded', latencyMs: 900, reason: 'took 900 ms, more than 500ms' }),
      ],
    ]);
    const written = readFileSync(join(dir, 'local.2026-11-21.tsv'), 'utf8');
    expect(text).toContain(`\`\`\`\n${written}\`\`\``);
  });

  test('shows a rollup that can be read', () => {
    const shown = /```\n(watchbook-rollup [^`]*)```/.exec(text)?.[1] ?? '';
    const month = { month: '2026-09', location: 'local' };
    const days = parseRollup(shown, 'docs/record.md', month);
    expect(days).toHaveLength(1);
    expect(formatRollup(month, days)).toBe(shown);
    const latencies = days[0]?.latencies ?? [];
    expect(latencies.reduce((sum, [, count]) => sum + count, 0)).toBe(286);
    expect(mergeCounts([latencies]).percentile(99)).toBe(907);
  });

  test.skipIf(!python)('shows a parser in Python that reads what readRecord reads', () => {
    const dir = scratch();
    appendRuns(dir, [
      [
        sample({ probe: 'a/b/c' }),
        sample({
          probe: '!odd',
          outcome: 'down',
          latencyMs: null,
          reason: 'tab\t, back\\slash, line\nend, !',
        }),
      ],
      [sample({ probe: 'a/b/c', at: NOON + 9000, outcome: 'unknown', latencyMs: null, reason: 'ü 👩‍🚀' })],
    ]);
    appendFileSync(join(dir, 'local.2026-11-21.tsv'), '43300\t7');
    appendRuns(dir, [
      [
        sample({ probe: 'a/b/c', at: NOON + 20_000, latencyMs: 7 }),
        sample({ probe: 'x', at: NOON + 23_000, outcome: 'degraded' }),
      ],
    ]);
    const script = block('python').replace("sep='\\t'", "sep='\\t', end='\\0'");
    expect(script).not.toBe(block('python'));
    const month = join(dir, 'local.2026-10.tsv');
    appendRuns(dir, [
      [sample({ at: NOON - 40 * 86_400_000 })],
      [sample({ probe: 'm', at: NOON - 39 * 86_400_000 })],
    ]);
    writeFileSync(
      month,
      ['12', '13'].map((day) => readFileSync(join(dir, `local.2026-10-${day}.tsv`))).join(''),
    );
    for (const day of ['12', '13']) rmSync(join(dir, `local.2026-10-${day}.tsv`));
    const out = execFileSync('python3', ['-X', 'utf8', '-c', script], { cwd: dir, encoding: 'utf8' });
    const ours = allSamples(readRecord(dir)).map((each) =>
      [
        each.at / 1000,
        each.location,
        each.probe,
        each.outcome,
        each.latencyMs ?? '-',
        each.reason ?? '-',
      ].join('\t'),
    );
    expect(ours).toHaveLength(7);
    expect(out.split('\0').slice(0, -1).sort()).toEqual(ours.sort());
  });
});
