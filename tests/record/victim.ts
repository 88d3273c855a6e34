// A writer that push.test.ts kills at some moment: victim.ts DIR FIRST
import { openRecord } from '../../src/record/store.ts';

const [dir = '', first = ''] = process.argv.slice(2);
const noon = Date.parse('2026-11-21T12:00:00Z');
const store = await openRecord({ dir });
for (let minute = Number(first); ; minute += 1) {
  const at = noon + minute * 60_000;
  const samples = ['a', 'b'].map(
    (probe) => ({ probe, location: 'local', at, outcome: 'up', latencyMs: minute, reason: null }) as const,
  );
  process.stdout.write(`start ${minute}\n`);
  await store.commitRun(samples, at);
  process.stdout.write(`done ${minute}\n`);
}
