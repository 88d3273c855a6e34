// A writer that push.test.ts runs twice at the same time: racer.ts DIR REMOTE NUMBER RUNS
import { openRecord } from '../../src/record/store.ts';

const [dir = '', remote = '', number = '', runs = ''] = process.argv.slice(2);
const noon = Date.parse('2026-11-21T12:00:00Z');
const w = Number(number);
const store = await openRecord({ dir, remote });
for (let i = 0; i < Number(runs); i += 1) {
  const at = noon + (i * 10 + w) * 1000;
  const samples = ['a', 'b', `only-${w}`].map(
    (probe) =>
      ({ probe, location: 'local', at, outcome: 'up', latencyMs: w * 100 + i, reason: null }) as const,
  );
  await store.commitRun(samples, at);
  await store.push();
}
