import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../src/drill/judge.ts';
import type { Played, SentMessage } from '../../src/drill/play.ts';
import { MINUTE_MS } from '../../src/drill/play.ts';
import type { Scenario } from '../../src/drill/scenarios.ts';
import { made } from '../response/world.ts';

const scenario: Scenario = {
  id: 'made',
  title: 'Made for a test',
  startsAt: '2026-11-18T02:00:00Z',
  minutes: 60,
  acts: [],
  expects: {
    severities: [],
    messages: [{ channel: 'acme/phone', stage: 'opened', by: 20 }],
    page: [{ minute: 20, state: 'down' }],
  },
};

const startedAt = Date.parse(scenario.startsAt);
const message = (minute: number, over: Partial<SentMessage> = {}): SentMessage => ({
  at: startedAt + minute * MINUTE_MS,
  channel: 'acme/phone',
  stage: 'opened',
  title: 'Shop',
  ok: true,
  result: 'HTTP 201',
  ...over,
});
const played = (over: Partial<Played> = {}): Played => ({
  scenario,
  startedAt,
  moments: [],
  messages: [message(20)],
  arrived: new Map([['acme/phone', 1]]),
  pages: [{ at: startedAt + 20 * MINUTE_MS, state: 'down', headline: '' }],
  incidents: [],
  faults: [],
  book: made(),
  ...over,
});

describe('what a drill must have done', () => {
  it('is nothing more than what was expected', () => {
    expect(faultsOf(played())).toEqual([]);
  });

  it.each<[string, Partial<Played>, string]>([
    ['never', { messages: [], arrived: new Map() }, 'acme/phone was never told: opened'],
    ['late', { messages: [message(25)] }, 'acme/phone was told in minute 25 instead of 20: opened'],
    [
      'twice',
      { messages: [message(20), message(21)], arrived: new Map([['acme/phone', 2]]) },
      'acme/phone was told 2 times: opened',
    ],
    [
      'of more than was expected',
      {
        messages: [message(20), message(30, { stage: 'reminder 1' })],
        arrived: new Map([['acme/phone', 2]]),
      },
      'acme/phone was told in minute 30 and need not have been: reminder 1',
    ],
    ['in vain', { arrived: new Map() }, 'acme/phone: 1 messages were sent and 0 arrived'],
    ['without success', { messages: [message(20, { ok: false })] }, 'acme/phone was never told: opened'],
  ])('is not so when somebody was told %s', (_, over, fault) => {
    expect(faultsOf(played(over))).toContain(fault);
  });

  it('is not so when the page said something else, or nothing', () => {
    const pages = [{ at: startedAt, state: 'operational' as const, headline: '' }];
    expect(faultsOf(played({ pages }))).toEqual([
      'the public page was operational in minute 20, and not down',
    ]);
    expect(faultsOf(played({ pages: [] }))).toHaveLength(1);
  });
});
