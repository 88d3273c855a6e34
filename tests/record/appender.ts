// Appends one run and commits it, for hard.test.ts to run with limits: appender.ts DIR MINUTE
import { openRecord } from '../../src/record/store.ts';

const [dir = '', minute = ''] = process.argv.slice(2);
const at = Date.parse('2026-11-21T12:00:00Z') + Number(minute) * 60_000;
try {
  const store = await openRecord({ dir, lockWaitMs: 1000 });
  const samples = Array.from({ length: 200 }, (_, i) => ({
    probe: `p${i}`,
    location: 'local',
    at,
    outcome: 'down' as const,
    latencyMs: 1,
    reason: `reason ${minute} `.repeat(8).trim(),
  }));
  await store.commitRun(samples, at);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 3;
}
