import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { recordedAt } from '../../src/record/format.ts';
import type { RecordData } from '../../src/record/read.ts';
import type { Sample } from '../../src/schemas/sample.ts';

/** An instant in the middle of a day. */
export const NOON = Date.parse('2026-11-21T12:00:00Z');

/** A directory that is gone after the test. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'watchbook-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}

/** A sample with the fields that do not matter filled in. */
export function sample(over: Partial<Sample> = {}): Sample {
  return {
    probe: 'shop/checkout/http',
    location: 'local',
    at: NOON,
    outcome: 'up',
    latencyMs: 50,
    reason: null,
    ...over,
  };
}

/** All samples of a record in one comparable order. */
export function allSamples(record: RecordData): Sample[] {
  return record.probes.flatMap((probe) => [...record.samplesOf(probe)]);
}

/** What reading gives back for samples that were written: whole seconds, first of equals, sorted. */
export function asRecorded(samples: readonly Sample[]): Sample[] {
  const byKey = new Map<string, Sample>();
  for (const each of samples) {
    const at = recordedAt(each.at);
    const key = `${each.probe}\n${each.location}\n${at}`;
    if (!byKey.has(key)) byKey.set(key, { ...each, at });
  }
  const compare = (a: Sample, b: Sample) =>
    a.probe < b.probe ? -1 : a.probe > b.probe ? 1 : a.at - b.at || (a.location < b.location ? -1 : 1);
  return [...byKey.values()].sort(compare);
}
