import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { situationOf } from '../../src/response/fold.ts';
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import { MINUTE, made, START, World } from './world.ts';

vi.setConfig({ testTimeout: 300_000 });

const SERVICES = ['acme/shop', 'acme/api', 'acme/database'] as const;
const service = (title: string, severity: string, more = '') => `---
title: ${title}
summary: One of the services of a shop.
domain: acme
owner: Core
severity: ${severity}
${more}---
`;
const book = made({
  'services/acme/api.mdx': service('Interface', 'SEV1', 'dependsOn: [acme/database]\n'),
  'services/acme/database.mdx': service('Database', 'SEV2'),
});
const dependsOn = { 'acme/api': ['acme/database'] };

/** Stretches of one answer, so that outages are of every length, and a kill after some number of calls in each run. */
const schedule = fc.record({
  answers: fc.tuple(
    ...SERVICES.map(() =>
      fc.array(
        fc.tuple(
          fc.constantFrom<Outcome>('up', 'up', 'down', 'degraded', 'unknown'),
          fc.integer({ min: 1, max: 4 }),
        ),
        { minLength: 2, maxLength: 5 },
      ),
    ),
  ),
  /** For each minute: whether a run takes place, and after how many calls it is killed. */
  runs: fc.array(
    fc.record({ runs: fc.boolean(), life: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 3 }) }),
    { minLength: 14, maxLength: 14 },
  ),
  refused: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
});
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

const MINUTES = 14;

async function live({ answers, runs, refused }: Schedule): Promise<World> {
  const world = new World(book, dependsOn);
  const tries = new Map<string, number>();
  world.refuses = ({ key }) => {
    const count = tries.get(key) ?? 0;
    tries.set(key, count + 1);
    return refused[count] ? { ok: false, result: '503', final: false } : null;
  };
  const told = answers.map((stretches) =>
    stretches.flatMap(([outcome, length]) => Array(length).fill(outcome)),
  );
  for (let minute = 0; minute < MINUTES; minute += 1) {
    for (const [i, id] of SERVICES.entries())
      world.look(id, START + minute * MINUTE, (told[i]?.[minute] as Outcome | undefined) ?? 'up');
    const { runs: takesPlace, life } = runs[minute] as (typeof runs)[number];
    if (!takesPlace && minute > 0) continue;
    // What was over before the log began is history; the first run begins it.
    world.life = minute === 0 ? Number.POSITIVE_INFINITY : (life ?? Number.POSITIVE_INFINITY);
    await world.run(START + minute * MINUTE + 20_000);
  }
  // What was killed is made good by runs that are not, and everything gets well in the end.
  world.life = Number.POSITIVE_INFINITY;
  for (let minute = MINUTES; minute < MINUTES + 50; minute += minute < MINUTES + 10 ? 1 : 8) {
    for (const id of SERVICES) world.look(id, START + minute * MINUTE, 'up');
    await world.run(START + minute * MINUTE + 20_000);
  }
  return world;
}

const END = START + 90 * MINUTE;

function check(world: World): void {
  const { incidents, alerts, troubles } = situationOf(world.log);
  expect(troubles.size).toBe(0);
  const byProbes = [...incidents.values()].filter(({ origin }) => origin === 'probes');
  // Each confirmed outage that a run could see belongs to exactly one incident.
  for (const id of SERVICES) {
    for (const outage of world.outagesOf(id, END)) {
      const to = outage.to ?? END;
      const mine = byProbes.filter(
        ({ services, startedAt, endedAt }) =>
          services.includes(id) && startedAt <= to && (endedAt ?? END) >= outage.from,
      );
      expect([id, outage.from, mine.length]).toEqual([id, outage.from, 1]);
    }
  }
  for (const { startedAt, openedAt, closedAt, endedAt, severities } of incidents.values()) {
    expect(startedAt).toBeLessThanOrEqual(openedAt);
    expect(closedAt).not.toBeNull();
    expect(openedAt).toBeLessThanOrEqual(closedAt ?? 0);
    expect(startedAt).toBeLessThanOrEqual(endedAt ?? 0);
    expect(endedAt ?? 0).toBeLessThanOrEqual(closedAt ?? 0);
    expect(severities.map(({ at }) => at)).toEqual(severities.map(({ at }) => at).toSorted());
  }
  // One open incident at a time for each service, from when it belongs to it.
  for (const id of SERVICES) {
    const spans = byProbes
      .filter(({ services }) => services.includes(id))
      .map(({ openedAt, closedAt, updates }) => ({
        from: updates.find(({ services }) => services.includes(id))?.at ?? openedAt,
        to: closedAt ?? 0,
      }))
      .sort((one, other) => one.from - other.from);
    for (const [place, { from }] of spans.entries())
      expect(from).toBeGreaterThanOrEqual(spans[place - 1]?.to ?? 0);
  }
  // Every message arrived or is written down as failed, and none left before the log knew of it.
  const arrived = new Set(world.keys);
  for (const { key, state, detail } of alerts.values()) {
    // What failed is not tried any more once its channel knows the end.
    const over = alerts.get(`${detail.incident}|closed|${detail.channel}`)?.state === 'sent';
    expect(over ? ['sent', 'given up', 'failed'] : ['sent', 'given up']).toContain(state);
    if (state === 'sent') expect(arrived).toContain(key);
  }
  for (const key of arrived) expect(alerts.has(key)).toBe(true);
  // Only a kill between an answer and its line in the log can make a message leave twice, and then under the same key.
  if (world.kills === 0) expect(world.received).toHaveLength(arrived.size);
}

describe('whatever fails, and wherever a run is killed', () => {
  test('[U5] 10,000 random schedules of faults, kills and refusals: one incident for each outage, each message once', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (one) => check(await live(one))),
      {
        numRuns: Number(process.env['WATCHBOOK_SCHEDULES'] ?? 10_000),
        // The same schedules for everybody; `WATCHBOOK_SEED=$RANDOM` looks for others.
        seed: Number(process.env['WATCHBOOK_SEED'] ?? 20_261_121),
      },
    );
  });
});
