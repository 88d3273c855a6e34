import { describe, expect, test } from 'vitest';
import { occurrences } from '../../src/calendar/recurrence.ts';
import { parseCondition } from '../../src/probe/conditions/parse.ts';
import { lookAtDns } from '../../src/probe/kinds/dns.ts';
import type { Facts, LookResult } from '../../src/probe/look.ts';
import { judgeLook, parseConditions } from '../../src/probe/outcome.ts';
import { latency } from '../../src/status/latency.ts';
import { outages } from '../../src/status/states.ts';
import { uptime } from '../../src/status/uptime.ts';
import { one, series } from '../status/looks.ts';
import { bound } from './bound.ts';
import { serveNames } from './names.ts';

const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3 } as const;

const GOOD: Facts = {
  status: 200,
  responseTimeMs: 120,
  connected: true,
  ip: '192.0.2.1',
  body: '{"name":"john","data":[{"id":1},{"id":2}],"n":5}',
  headers: new Map(),
  certificateDays: 30,
};

function judge(
  conditions: readonly string[],
  facts: Facts,
  look: Partial<LookResult> = {},
  kind: 'http' | 'dns' = 'http',
) {
  const probe =
    kind === 'http'
      ? bound({ kind, id: 'x', url: 'http://x.test/', conditions: [...conditions] })
      : bound({ kind, id: 'x', host: 'x.test', conditions: [...conditions] });
  const whole = { transportError: null, facts, verdicts: [], latencyMs: 120, phases: {}, ...look };
  return judgeLook(probe, parseConditions(probe), whole);
}

describe('whatever conditions of Gatus say can be said', () => {
  // What Gatus writes on the left, ours on the right: a good look holds it, and the other look fails it.
  test.each([
    ['[STATUS] == 200', '[STATUS] == 200', { status: 500 }],
    ['[STATUS] == any(200, 429)', '[STATUS] == any(200, 429)', { status: 201 }],
    ['[STATUS] != 500', '[STATUS] != 500', { status: 500 }],
    ['[RESPONSE_TIME] < 500', '[RESPONSE_TIME] < 500', { responseTimeMs: 501 }],
    ['[RESPONSE_TIME] <= 1s', '[RESPONSE_TIME] <= 1s', { responseTimeMs: 1001 }],
    ['[IP] == pat(192.0.2.*)', 'matches([IP], "192.0.2.*")', { ip: '198.51.100.1' }],
    ['[BODY].name == pat(j*)', 'matches([BODY].name, "j*")', { body: '{"name":"x"}' }],
    ['[BODY].name != pat(x*)', 'matches([BODY].name, "x*") == false', { body: '{"name":"xy"}' }],
    ['[BODY] == pat(*john*)', 'matches([BODY], "*john*")', { body: 'nobody' }],
    ['[BODY].data[1].id == 2', '[BODY].data[1].id == 2', { body: '{"data":[]}' }],
    ['len([BODY].data) == 2', 'len([BODY].data) == 2', { body: '{"data":[1]}' }],
    ['len([BODY]) > 10', 'len([BODY]) > 10', { body: '{}' }],
    ['has([BODY].name) == true', 'has([BODY].name)', { body: '{}' }],
    ['has([BODY].errors) == false', 'has([BODY].errors) == false', { body: '{"errors":[]}' }],
    ['[CONNECTED] == true', '[CONNECTED] == true', { connected: false }],
    ['[CERTIFICATE_EXPIRATION] > 48h', '[CERTIFICATE_DAYS] >= 2', { certificateDays: 1 }],
  ] as const)('%s as %s', (_, ours, bad) => {
    expect(judge([ours], GOOD)).toEqual({ outcome: 'up', reason: null });
    expect(judge(['[STATUS] >= 100', ours], { ...GOOD, ...bad }).outcome).toBe('down');
  });

  test.each([
    ['NOERROR', ['192.0.2.1'], '[DNS_RCODE] == NOERROR'],
    ['NXDOMAIN', [], '[DNS_RCODE] == NXDOMAIN'],
    ['SERVFAIL', [], '[DNS_RCODE] != NOERROR'],
  ] as const)('[DNS_RCODE] %s, from a real answer', async (rcode, answers, condition) => {
    const resolver = await serveNames([...answers], RCODES[rcode]);
    const probe = bound({ kind: 'dns', id: 'x', host: 'shop.test', resolver, conditions: [condition] });
    const look = await lookAtDns(probe as Parameters<typeof lookAtDns>[0], {
      timeoutMs: 3000,
      now: Date.now,
      connectTo: new Map(),
      signal: new AbortController().signal,
    });
    expect(look.facts).toMatchObject({ dnsRcode: rcode, dnsAnswers: answers, connected: true });
    expect(judgeLook(probe, parseConditions(probe), look)).toEqual({ outcome: 'up', reason: null });
    // Without a condition on the code, only a name that has such a record is well.
    const plain = { ...probe, conditions: [] };
    expect(judgeLook(plain, parseConditions(plain), look).outcome).toBe(rcode === 'NOERROR' ? 'up' : 'down');
  });

  test('[DOMAIN_EXPIRATION] is refused by name, because no kind of probe asks a registry', () => {
    expect(parseCondition('[DOMAIN_EXPIRATION] > 720h')).toMatchObject({ ok: false, column: 1 });
  });
});

describe('no defect that was found there is here', () => {
  test('[S18] (a) a value that is not there is no 0, and not different from something either', () => {
    for (const condition of [
      '[BODY].missing < 100',
      '[BODY].missing != DOWN',
      '[BODY].name < 100',
      '[BODY].missing >= 0',
    ]) {
      expect(judge([condition], GOOD).outcome, condition).toBe('down');
    }
  });

  test('[S18] (b) a look that never reached the service is down, whatever the conditions are', () => {
    const refused = { transportError: 'connection refused (ECONNREFUSED)', latencyMs: 3 };
    for (const condition of [
      '[STATUS] < 300',
      '[RESPONSE_TIME] < 500',
      '[STATUS] != 500',
      '[CONNECTED] == false',
    ]) {
      expect(judge([condition], { connected: false, responseTimeMs: 3 }, refused), condition).toEqual({
        outcome: 'down',
        reason: 'connection refused (ECONNREFUSED)',
      });
    }
  });

  test('[S20] (c) a result has more than two states', () => {
    const probe = bound({ kind: 'http', id: 'x', url: 'http://x.test/', degradedAfter: '100ms' });
    const look = { transportError: null, facts: GOOD, verdicts: [], latencyMs: 120, phases: {} };
    expect(judgeLook(probe, parseConditions(probe), look).outcome).toBe('degraded');
  });

  test('[U13] (d) failures and timeouts are no latency', () => {
    const looks = [
      series([
        { at: 0, outcome: 'up', latency: 100 },
        { at: 1, outcome: 'down', latency: 30_000 },
        { at: 2, outcome: 'up', latency: 200 },
      ]),
    ];
    expect(latency(looks, { from: 0, to: 3 })).toMatchObject({ count: 2, failed: 1, mean: 150, max: 200 });
  });

  test('[U1] (e) a window is as long as it says, not a little longer', () => {
    const hour = 3_600_000;
    const looks = one('DDDDDDUUUUUU', hour / 6);
    const timing = { intervalMs: hour / 6, confirm: { down: 1, up: 1 } };
    expect(uptime(looks, timing, { from: hour, to: 2 * hour })).toMatchObject({ windowMs: hour, ratio: 1 });
  });

  test('[S9] (f) time without looks is neither 0 nor a line from one side to the other', () => {
    const timing = { intervalMs: 10, confirm: { down: 1, up: 1 } };
    const found = uptime(one('....UUUU....UUUU', 10), timing, { from: 0, to: 160 });
    expect(found).toMatchObject({ badMs: 0, unknownMs: 75, goodMs: 85, ratio: 1 });
    expect(latency(one('....U', 10), { from: 0, to: 40 })).toMatchObject({ count: 0, p50: null, mean: null });
  });

  test('[G43] (g) planned work at 05:00 in Berlin begins at 05:00 there on the day the clocks change', () => {
    const schedule = {
      start: '2024-03-30T05:00:00',
      timeZone: 'Europe/Berlin',
      duration: '1h',
      rrule: 'FREQ=DAILY',
    };
    const from = Date.parse('2024-03-30T00:00:00Z');
    const starts = occurrences(schedule, { from, to: from + 2 * 86_400_000 }).map((each) =>
      new Date(each.from).toISOString(),
    );
    expect(starts).toEqual(['2024-03-30T04:00:00.000Z', '2024-03-31T03:00:00.000Z']);
  });

  test('[K42] (i) planned work lowers no uptime and opens no outage', () => {
    const timing = { intervalMs: 10, confirm: { down: 1, up: 1 } };
    const work = [{ from: 40, to: 80 }];
    const looks = one('UUUUDDDDUUUU', 10);
    expect(uptime(looks, timing, { from: 0, to: 120 }, work)).toMatchObject({ ratio: 1, maintenanceMs: 40 });
    expect(outages(looks, timing, { from: 0, to: 120 }, work)).toEqual([]);
  });

  test('[S19] (j) a second comparison is refused at its column, and spaces are not needed', () => {
    expect(parseCondition('[STATUS] == 200 == 300')).toMatchObject({ ok: false, column: 17 });
    expect(parseCondition('[BODY].a == b == c')).toMatchObject({ ok: false, column: 15 });
    expect(parseCondition('[STATUS]==200')).toMatchObject({ ok: true });
    expect(judge(['[BODY].name == "a <= b"'], { ...GOOD, body: '{"name":"a <= b"}' }).outcome).toBe('up');
  });
});
