// biome-ignore-all lint/suspicious/noTemplateCurlyInString: kept values are named like this in a book.
import net from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startFleet } from '../../src/fleet/fleet.ts';
import type { FaultKind } from '../../src/fleet/scenario.ts';
import { FAULT_KINDS, faultAt, PERIOD_MS } from '../../src/fleet/scenario.ts';
import { runProbes } from '../../src/probe/engine.ts';
import { bound } from '../probe/bound.ts';

vi.setConfig({ testTimeout: 40_000 });

const web = (service: string, extra = {}) =>
  bound(
    {
      kind: 'http',
      id: 'http',
      url: `https://${service.replace('/', '-')}.test/health`,
      timeout: '1s',
      ...extra,
    },
    service,
  );

const probes = [
  web('studiovault/payments', {
    degradedAfter: '300ms',
    conditions: [
      '[STATUS] == 200',
      '[BODY].status == "ok"',
      '[BODY].queueDepth < 100',
      '[BODY].qualityScore >= 0.9',
      'len([BODY].regions) == 3',
      'has([BODY].build.commit)',
      'matches([BODY].version, "2.*")',
      '[HEADER].x-ready == yes',
    ],
  }),
  web('thorbis/platform', { conditions: ['[STATUS] == 204'] }),
  bound({ kind: 'tls', id: 'tls', host: 'dashboard.test', timeout: '1s' }, 'ai-film-studio/dashboard'),
  bound({ kind: 'tls', id: 'tls', host: 'thorbis-platform.test', timeout: '1s' }, 'thorbis/platform'),
  bound(
    { kind: 'tcp', id: 'tcp', host: 'db.test', port: 5432, timeout: '1s', expect: 'ready' },
    'la-factoria/database',
  ),
  bound(
    { kind: 'http', id: 'plain', url: 'http://plain.test:8080/a', timeout: '1s' },
    'studiovault/notifications',
  ),
  bound(
    { kind: 'dns', id: 'dns', host: 'names.test', timeout: '1s', expect: ['10.1.2.3'] },
    'studio-operations/infrastructure',
  ),
  bound(
    { kind: 'dns', id: 'mx', host: 'mail.test', record: 'MX', timeout: '1s' },
    'studio-operations/infrastructure',
  ),
];

const patient = { timeout: 15_000 };

async function fleetFor(now: () => number = Date.now) {
  const fleet = await startFleet({ probes, now });
  onTestFinished(() => fleet.stop());
  const look = async () => {
    const samples = await runProbes(probes, {
      location: 'local',
      now: Date.now,
      connectTo: fleet.connectTo,
      ca: fleet.ca,
    });
    return Object.fromEntries(samples.map((sample) => [sample.probe, sample]));
  };
  return { fleet, look };
}

describe('the fleet', () => {
  test('answers every probe as a healthy service would, and one certificate is about to expire', async () => {
    const { fleet, look } = await fleetFor();
    const found = await look();
    for (const probe of probes) {
      const expected = probe.fullId === 'ai-film-studio/dashboard/tls' ? 'degraded' : 'up';
      expect(found[probe.fullId]).toMatchObject({ outcome: expected });
    }
    expect(found['ai-film-studio/dashboard/tls']?.reason).toBe(
      'certificate expires in 10 days, warning below 21',
    );
    expect([...fleet.connectTo.values()].every((address) => address.host === '127.0.0.1')).toBe(true);
    expect(fleet.connectTo.size).toBe(7);
  });

  test.each([
    ['slow', 'degraded', /^took \d+ ms, more than 300ms$/],
    ['failing', 'down', /^\[STATUS\] \(503\) == 200/],
    ['timing-out', 'down', /^timed out after 1s/],
    ['flapping', 'down', /^\[STATUS\] \(503\) == 200/],
    ['wrong-body', 'down', /^\[BODY\]\.status \(degraded\) == "ok"; \[BODY\]\.queueDepth \(140\) < 100/],
    ['refusing', 'down', /ECONNREFUSED/],
  ] as [FaultKind, string, RegExp][])('can be made %s, and recovers', async (kind, outcome, reason) => {
    const { fleet, look } = await fleetFor();
    fleet.faults.force('studiovault/payments', kind);
    expect(fleet.faults.current('studiovault/payments').kind).toBe(kind);
    await expect
      .poll(async () => (await look())['studiovault/payments/http'], patient)
      .toMatchObject({ outcome, reason: expect.stringMatching(reason) });
    fleet.faults.release('studiovault/payments');
    await expect.poll(async () => (await look())['studiovault/payments/http']?.outcome, patient).toBe('up');
  });

  test('the fault of one service leaves the others alone', async () => {
    const { fleet, look } = await fleetFor();
    fleet.faults.force('la-factoria/database', 'failing');
    fleet.faults.force('studio-operations/infrastructure', 'failing');
    const found = await look();
    expect(found['la-factoria/database/tcp']).toMatchObject({ outcome: 'down' });
    expect(found['studio-operations/infrastructure/dns']).toMatchObject({
      outcome: 'down',
      reason: 'name server failed (ESERVFAIL)',
    });
    expect(found['studiovault/payments/http']).toMatchObject({ outcome: 'up' });
    expect(found['thorbis/platform/http']).toMatchObject({ outcome: 'up' });
  });

  test('follows its script by the clock it is given', async () => {
    let clock = Date.now();
    const { look } = await fleetFor(() => clock);
    expect((await look())['studiovault/payments/http']).toMatchObject({ outcome: 'up' });
    clock += 120_000;
    expect((await look())['studiovault/payments/http']).toMatchObject({ outcome: 'down' });
    clock += 180_000;
    expect((await look())['studiovault/payments/http']).toMatchObject({ outcome: 'up' });
  });

  test('leaves no port open when it stops, even in the middle of an answer', async () => {
    const fleet = await startFleet({ probes, now: Date.now });
    fleet.faults.force('studiovault/payments', 'timing-out');
    const look = runProbes(probes.slice(0, 1), {
      location: 'local',
      now: Date.now,
      connectTo: fleet.connectTo,
      ca: fleet.ca,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await fleet.stop();
    expect(await look).toMatchObject([{ outcome: 'down' }]);
    for (const { port } of fleet.connectTo.values()) {
      const refused = await new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1');
        socket.on('error', () => resolve(true)).on('connect', () => resolve(false));
      });
      expect(refused).toBe(true);
    }
  });
});

describe('the script', () => {
  const services = [
    'studiovault/payments',
    'studiovault/notifications',
    'studiovault/booking-engine',
    'ai-film-studio/api',
    'ai-film-studio/film-generation',
    'ai-film-studio/dashboard',
    'la-factoria/database',
    'thorbis/platform',
    'somebody/else',
  ];

  test('shows every kind of fault within ten minutes, the first within one', () => {
    const seen = new Set(
      services.flatMap((service) => Array.from({ length: 600 }, (_, s) => faultAt(service, s * 1000).kind)),
    );
    expect(seen).toEqual(new Set(FAULT_KINDS));
    const early = services.flatMap((service) =>
      Array.from({ length: 60 }, (_, s) => faultAt(service, s * 1000).kind),
    );
    expect(early).toContain('slow');
  });

  test('never has more than a few services in trouble at once, and repeats', () => {
    for (let at = 0; at < PERIOD_MS; at += 1000) {
      const bad = services.filter(
        (service) => !['healthy', 'certificate-expiring'].includes(faultAt(service, at).kind),
      );
      expect(bad.length).toBeLessThanOrEqual(3);
      for (const service of services)
        expect(faultAt(service, at + PERIOD_MS).kind).toBe(faultAt(service, at).kind);
    }
  });

  test('leaves an unknown service healthy, with a small wobble that depends on nothing but its input', () => {
    const times = Array.from({ length: 200 }, (_, i) => faultAt('somebody/else', i * 7000, 3));
    expect(times).toEqual(Array.from({ length: 200 }, (_, i) => faultAt('somebody/else', i * 7000, 3)));
    const latencies = times.map((fault) => fault.latencyMs);
    expect(new Set(latencies).size).toBeGreaterThan(5);
    expect(Math.min(...latencies)).toBeGreaterThan(0);
    expect(Math.max(...latencies)).toBeLessThan(80);
  });

  test('lets a flapping service be good and bad in turn', () => {
    const states = Array.from(
      { length: 21 },
      (_, i) => faultAt('studiovault/notifications', (240 + i * 10) * 1000).good,
    );
    const turns = states.filter((good, i) => i > 0 && good !== states[i - 1]).length;
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});

describe('questions that are put to others', () => {
  const asked = [
    bound(
      { kind: 'statuspage', id: 'v', url: 'https://vendor.test/status', component: 'API', timeout: '1s' },
      'shop/vendor',
    ),
    bound(
      {
        kind: 'prometheus',
        id: 'q',
        url: 'http://metrics.test:9090',
        query: 'up',
        conditions: ['[VALUE] < 100', '[VALUE] > 10'],
        timeout: '1s',
      },
      'shop/metrics',
    ),
    bound(
      {
        kind: 'sequence',
        id: 'flow',
        timeout: '1s',
        steps: [
          { name: 'login', url: 'https://flow.test/login', method: 'POST', keep: { token: '[BODY].token' } },
          {
            name: 'order',
            url: 'https://flow.test/order/${step.token}',
            conditions: ['[BODY].state == paid'],
          },
        ],
      },
      'shop/flow',
    ),
    bound({ kind: 'heartbeat', id: 'beat', every: '1h' }, 'shop/jobs'),
  ];

  test('are answered well by a healthy service and badly by one that fails or says that it is unwell', async () => {
    const fleet = await startFleet({ probes: asked, now: Date.now });
    onTestFinished(() => fleet.stop());
    const look = async () =>
      (
        await runProbes(asked, { location: 'local', now: Date.now, connectTo: fleet.connectTo, ca: fleet.ca })
      ).map(({ outcome }) => outcome);
    for (const service of ['shop/vendor', 'shop/metrics', 'shop/flow'])
      fleet.faults.force(service, 'healthy');
    expect(await look()).toEqual(['up', 'up', 'up', 'unknown']);
    for (const service of ['shop/vendor', 'shop/metrics', 'shop/flow'])
      fleet.faults.force(service, 'wrong-body');
    expect(await look()).toEqual(['down', 'down', 'down', 'unknown']);
    for (const service of ['shop/vendor', 'shop/metrics', 'shop/flow'])
      fleet.faults.force(service, 'failing');
    // Who asks a messenger that fails learns nothing.
    expect(await look()).toEqual(['unknown', 'unknown', 'down', 'unknown']);
  });
});
