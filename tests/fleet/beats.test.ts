import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sendBeats } from '../../src/fleet/beats.ts';
import { startFleet } from '../../src/fleet/fleet.ts';
import { readBeats } from '../../src/probe/beats.ts';
import { runProbes } from '../../src/probe/engine.ts';
import { bound } from '../probe/bound.ts';

test('[U17] services of the fleet beat while they are well, and their silence is down once it is too long', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'watchbook-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const beat = (id: string, service: string) =>
    bound({ kind: 'heartbeat', id, every: '10m', grace: '5m' }, service);
  const probes = [
    bound({ kind: 'http', id: 'http', url: 'http://shop.test/' }, 'acme/shop'),
    beat('nightly', 'acme/shop'),
    beat('hourly', 'acme/jobs'),
    bound({ kind: 'http', id: 'http', url: 'http://example.org/' }, 'acme/real'),
    beat('beat', 'acme/real'),
  ];
  let now = Date.UTC(2026, 0, 1);
  const fleet = await startFleet({ probes, now: () => now });
  onTestFinished(() => fleet.stop());
  expect(['acme/shop', 'acme/jobs', 'acme/real'].map(fleet.stages)).toEqual([true, true, false]);
  const staged = probes.filter(({ service }) => fleet.stages(service));
  const round = async () => {
    const sent = sendBeats(staged, fleet.faults, dir, 'local', now);
    const beats = readBeats(dir);
    const looks = await runProbes(
      probes.filter(({ kind }) => kind === 'heartbeat'),
      { location: 'local', now: () => now, lastBeat: (id) => beats.get(id) ?? null },
    );
    return { sent, outcomes: looks.map(({ outcome }) => outcome) };
  };
  const both = ['acme/shop/nightly', 'acme/jobs/hourly'];
  expect(await round()).toEqual({ sent: both, outcomes: ['up', 'up', 'unknown'] });
  now += 9 * 60_000;
  expect(await round()).toEqual({ sent: [], outcomes: ['up', 'up', 'unknown'] });
  fleet.faults.force('acme/shop', 'failing');
  now += 6 * 60_000;
  expect(await round()).toEqual({ sent: ['acme/jobs/hourly'], outcomes: ['up', 'up', 'unknown'] });
  now += 1000;
  expect(await round()).toEqual({ sent: [], outcomes: ['down', 'up', 'unknown'] });
  fleet.faults.release();
  expect(await round()).toEqual({ sent: ['acme/shop/nightly'], outcomes: ['up', 'up', 'unknown'] });
});
