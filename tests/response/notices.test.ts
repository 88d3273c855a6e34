import { describe, expect, test } from 'vitest';
import { situationOf } from '../../src/response/fold.ts';
import { CLAIM_MS, type Due, dueNotices, type OnCallTier } from '../../src/response/notices.ts';
import { type RecordEvent, typedEvent } from '../../src/schemas/event.ts';
import { MINUTE, made } from './world.ts';

const HOUR = 60 * MINUTE;
/** A Friday, 20:00 UTC. */
const OPENED = Date.UTC(2026, 10, 20, 20);
const ID = 'shop-down';

const TIERS: readonly OnCallTier[] = [
  { tier: 'primary', title: 'Primary', who: 'acme/core', escalateAfterMs: 15 * MINUTE },
  { tier: 'secondary', title: 'Secondary', who: 'acme/second', escalateAfterMs: 30 * MINUTE },
  { tier: 'manager', title: 'Manager', who: 'acme/boss', escalateAfterMs: null },
  { tier: 'unreachable', title: 'Nobody', who: null, escalateAfterMs: null },
];

/** A log with one incident, and what the rules say about it, with every message that falls due taken for sent. */
class Told {
  readonly log: RecordEvent[] = [];
  readonly said: { at: number; due: Due }[] = [];
  readonly #book;
  readonly #tiers: readonly OnCallTier[];

  constructor(
    routes: string,
    { severity = 'SEV1', services = ['acme/shop'], tiers = TIERS, settings = '' } = {},
  ) {
    this.#tiers = tiers;
    this.#book = made({
      'watchbook.yaml': `name: Test book\n${settings}`,
      'domains/acme/severities.yaml': `levels:
  - { id: SEV1, urgency: 1, description: Nobody can buy, responds: 15m }
  - { id: SEV2, urgency: 2, description: Some cannot buy }
  - { id: SEV3, urgency: 3, description: A typing mistake }
routes:
${routes}
`,
    });
    this.log.push(
      typedEvent(OPENED, 'incident opened', ID, {
        origin: 'probes',
        domain: 'acme',
        severity,
        services,
        startedAt: new Date(OPENED).toISOString(),
      }),
    );
  }

  due(at: number, here = 'local'): Due[] {
    const telling = { book: this.#book, onCall: () => this.#tiers };
    return dueNotices(situationOf(this.log), telling, here, at);
  }

  write(at: number, kind: 'alert due' | 'alert sent' | 'alert failed', due: Due, more: object = {}): void {
    const detail = {
      incident: due.incident.id,
      stage: due.stage,
      channel: due.channel,
      by: 'local',
      ...more,
    };
    this.log.push(typedEvent(at, kind, due.key, detail));
  }

  /** Looks every minute and sends what is due. */
  live(until: number, from = OPENED): this {
    for (let at = from; at <= until; at += MINUTE) {
      for (const due of this.due(at)) {
        this.said.push({ at, due });
        this.write(at, 'alert due', due);
        this.write(at, 'alert sent', due);
      }
    }
    return this;
  }

  acknowledge(at: number): void {
    this.log.push(typedEvent(at, 'alert acknowledged', ID, { by: 'acme/core', via: 'command' }));
  }

  raise(at: number, severity: string): void {
    this.log.push(typedEvent(at, 'incident updated', ID, { by: 'someone', via: `at:${at}`, severity }));
  }

  close(at: number): void {
    this.log.push(typedEvent(at, 'incident closed', ID, { endedAt: new Date(at).toISOString() }));
  }

  /** `minutes after the opening: channel stage`. */
  get lines(): string[] {
    return this.said.map(
      ({ at, due }) => `${(at - OPENED) / MINUTE}: ${due.channel.replace('acme/', '')} ${due.stage}`,
    );
  }
}

const LOUD = '  - { levels: [SEV1], channels: [phone], to: acme/core, wakes: true }';

describe('the opening', () => {
  test('is told once to every channel of every route that serves it', () => {
    const told = new Told('  - { levels: [SEV1], channels: [phone, mail], to: acme/core, wakes: true }').live(
      OPENED + HOUR,
    );
    expect(told.lines).toEqual(['0: phone opened', '0: mail opened']);
    expect(told.said[0]?.due.to).toBe('acme/core');
  });

  test('is told to nobody where no route has its level or service', () => {
    expect(new Told(LOUD, { severity: 'SEV2' }).due(OPENED + HOUR)).toEqual([]);
    const other = LOUD.replace('to: acme/core', 'services: [acme/shop]');
    expect(new Told(other, { services: ['acme/docs'] }).due(OPENED + HOUR)).toEqual([]);
  });

  test('is told once by two routes that meet in one channel', () => {
    const told = new Told(`${LOUD}\n  - { levels: [SEV1], channels: [phone, mail], wakes: false }`);
    expect(told.live(OPENED + HOUR).lines).toEqual(['0: phone opened', '0: mail opened']);
  });

  test('is told at the earlier time by two routes that meet in one channel', () => {
    const late = '  - { levels: [SEV1], channels: [phone], wakes: false, when: next business day }';
    expect(new Told(`${LOUD}\n${late}`).live(OPENED + HOUR).lines).toEqual(['0: phone opened']);
    expect(new Told(`${late}\n${LOUD}`).live(OPENED + HOUR).lines).toEqual(['0: phone opened']);
  });

  test('waits in quiet hours and is told once they end', () => {
    const quiet = 'quiet: { from: "19:00", to: "06:30", timeZone: Etc/UTC }';
    const told = new Told(LOUD.replace('to: acme/core', quiet)).live(OPENED + 12 * HOUR);
    expect(told.lines).toEqual(['630: phone opened']);
  });

  test('waits from Friday evening until Monday morning where the next business day will do', () => {
    const told = new Told(LOUD.replace('to: acme/core', 'when: next business day'));
    const monday = Date.UTC(2026, 10, 23, 9);
    expect(told.due(monday - 1)).toEqual([]);
    expect(told.due(monday).map(({ stage }) => stage)).toEqual(['opened']);
  });
});

describe('repetition', () => {
  const EVERY = LOUD.replace('to: acme/core', 'remindEvery: 30m');

  test('comes at its interval after the message arrived, and at most as often as the settings say', () => {
    const told = new Told(EVERY, { settings: 'alerting: { reminders: 2 }\n' }).live(OPENED + 5 * HOUR);
    expect(told.lines).toEqual(['0: phone opened', '30: phone reminder 1', '60: phone reminder 2']);
  });

  test('counts from the arrival, not from the outage, and leaves out what fell into a silence of ours', () => {
    const told = new Told(EVERY);
    told.live(OPENED + 10 * MINUTE, OPENED + 7 * MINUTE);
    told.live(OPENED + 3 * HOUR, OPENED + 2 * HOUR);
    expect(told.lines).toEqual([
      '7: phone opened',
      '120: phone reminder 3',
      '127: phone reminder 4',
      '157: phone reminder 5',
    ]);
  });

  test('waits for the end of quiet hours, where only the newest is told', () => {
    const quiet = 'remindEvery: 30m, quiet: { from: "20:15", to: "22:10", timeZone: Etc/UTC }';
    const told = new Told(LOUD.replace('to: acme/core', quiet)).live(OPENED + 170 * MINUTE);
    expect(told.lines).toEqual(['0: phone opened', '130: phone reminder 4', '150: phone reminder 5']);
  });

  test('comes for a message that nobody got as well, counted from when it was given up', () => {
    const told = new Told(EVERY);
    const [opened] = told.due(OPENED);
    if (opened) {
      told.write(OPENED, 'alert due', opened);
      told.write(OPENED, 'alert failed', opened, { final: true });
    }
    expect(told.due(OPENED + 3 * HOUR).map(({ stage }) => stage)).toEqual(['reminder 6']);
  });

  test('ends when somebody takes it on', () => {
    const told = new Told(EVERY).live(OPENED + 40 * MINUTE);
    told.acknowledge(OPENED + 41 * MINUTE);
    told.live(OPENED + 5 * HOUR, OPENED + 42 * MINUTE);
    expect(told.lines).toEqual(['0: phone opened', '30: phone reminder 1']);
  });

  test('ends with the incident', () => {
    const told = new Told(EVERY).live(OPENED + 10 * MINUTE);
    told.close(OPENED + 20 * MINUTE);
    told.live(OPENED + 5 * HOUR, OPENED + 20 * MINUTE);
    expect(told.lines).toEqual(['0: phone opened', '20: phone closed']);
  });
});

describe('escalation', () => {
  const UP = LOUD.replace('to: acme/core', 'escalates: acme/on-call');

  test('goes through the tiers, each after the time of those before it', () => {
    const told = new Told(UP).live(OPENED + 5 * HOUR);
    expect(told.lines).toEqual([
      '0: phone opened',
      '15: phone escalation secondary',
      '45: phone escalation manager',
    ]);
    expect(told.said.map(({ due }) => due.to)).toEqual(['acme/core', 'acme/second', 'acme/boss']);
  });

  test('waits for the end of quiet hours like everything else on its route', () => {
    const quiet = 'escalates: acme/on-call, quiet: { from: "20:10", to: "22:00", timeZone: Etc/UTC }';
    const told = new Told(LOUD.replace('to: acme/core', quiet)).live(OPENED + 3 * HOUR);
    expect(told.lines[0]).toBe('0: phone opened');
    expect(
      told.lines.filter((line) => Number.parseInt(line, 10) > 9 && Number.parseInt(line, 10) < 120),
    ).toEqual([]);
    expect(told.lines.slice(1).sort()).toEqual([
      '120: phone escalation manager',
      '120: phone escalation secondary',
    ]);
  });

  test('stops when somebody takes it on, also what was due a minute before', () => {
    const told = new Told(UP).live(OPENED + 14 * MINUTE);
    told.acknowledge(OPENED + 16 * MINUTE);
    told.live(OPENED + 5 * HOUR, OPENED + 17 * MINUTE);
    expect(told.lines).toEqual(['0: phone opened']);
    const sooner = new Told(UP).live(OPENED + 10 * MINUTE);
    sooner.acknowledge(OPENED + 11 * MINUTE);
    expect(sooner.live(OPENED + 5 * HOUR, OPENED + 12 * MINUTE).lines).toEqual(['0: phone opened']);
  });

  test('stops with the incident', () => {
    const told = new Told(UP).live(OPENED + 10 * MINUTE);
    told.close(OPENED + 12 * MINUTE);
    expect(told.live(OPENED + 5 * HOUR, OPENED + 12 * MINUTE).lines).toEqual([
      '0: phone opened',
      '12: phone closed',
    ]);
  });
});

describe('another severity', () => {
  const BOTH = `${LOUD}\n  - { levels: [SEV2, SEV3], channels: [mail], wakes: false }`;

  test('reaches those who did not know as an opening and those who knew as a change', () => {
    const routes = `  - { levels: [SEV1], channels: [phone, mail], wakes: true }
  - { levels: [SEV2], channels: [mail], wakes: false }`;
    const told = new Told(routes, { severity: 'SEV2' }).live(OPENED + 5 * MINUTE);
    told.raise(OPENED + 6 * MINUTE, 'SEV1');
    told.live(OPENED + HOUR, OPENED + 6 * MINUTE);
    expect(told.lines).toEqual(['0: mail opened', '6: phone opened', '6: mail severity SEV1']);
  });

  test('that is left again is neither told again nor repeated on the old route', () => {
    const told = new Told(BOTH.replace('wakes: false', 'wakes: false, remindEvery: 30m'), {
      severity: 'SEV2',
    });
    told.live(OPENED + 5 * MINUTE);
    told.raise(OPENED + 6 * MINUTE, 'SEV1');
    told.live(OPENED + 2 * HOUR, OPENED + 6 * MINUTE);
    expect(told.lines).toEqual(['0: mail opened', '6: phone opened']);
    told.raise(OPENED + 2 * HOUR, 'SEV2');
    told.live(OPENED + 2.1 * HOUR, OPENED + 2 * HOUR);
    expect(told.lines.slice(2)).toEqual(['120: mail reminder 4']);
  });
});

describe('a severity that goes up twice', () => {
  test('is told each time to those who knew', () => {
    const told = new Told('  - { levels: [SEV1, SEV2], channels: [phone], wakes: true }', {
      severity: 'SEV2',
    });
    told.live(OPENED + MINUTE);
    for (const [minute, severity] of [
      [2, 'SEV1'],
      [4, 'SEV2'],
      [6, 'SEV1'],
    ] as const) {
      told.raise(OPENED + minute * MINUTE, severity);
      told.live(OPENED + (minute + 1) * MINUTE, OPENED + minute * MINUTE);
    }
    expect(told.lines).toEqual(['0: phone opened', '2: phone severity SEV1']);
  });
});

describe('the end', () => {
  test('is told to everybody who heard, and nobody else is woken', () => {
    const routes = `  - { levels: [SEV1], channels: [mail], wakes: false }
  - { levels: [SEV1], channels: [phone], wakes: true, quiet: { from: "19:00", to: "06:00", timeZone: Etc/UTC } }`;
    const told = new Told(routes).live(OPENED + 5 * MINUTE);
    told.close(OPENED + 6 * MINUTE);
    told.live(OPENED + 20 * HOUR, OPENED + 6 * MINUTE);
    expect(told.lines).toEqual(['0: mail opened', '6: mail closed']);
  });

  test('is all that those hear who were to read of it on the next business day', () => {
    const told = new Told('  - { levels: [SEV1], channels: [mail], wakes: false, when: next business day }');
    told.close(OPENED + 6 * MINUTE);
    const monday = Date.UTC(2026, 10, 23, 9);
    expect(told.due(monday - 1)).toEqual([]);
    expect(told.due(monday).map(({ stage }) => stage)).toEqual(['closed']);
  });

  test('is told to nobody any more days after it', () => {
    const told = new Told(LOUD).live(OPENED + 5 * MINUTE);
    told.close(OPENED + 6 * MINUTE);
    expect(told.due(OPENED + 2 * 24 * HOUR).length).toBe(1);
    expect(told.due(OPENED + 4 * 24 * HOUR)).toEqual([]);
  });

  test('lets a message that failed arrive before it', () => {
    const told = new Told(LOUD);
    const [opened] = told.due(OPENED);
    if (opened) {
      told.write(OPENED, 'alert due', opened);
      told.write(OPENED, 'alert failed', opened);
    }
    told.close(OPENED + 2 * MINUTE);
    expect(told.due(OPENED + 3 * MINUTE).map(({ stage }) => stage)).toEqual(['opened', 'closed']);
  });
});

describe('a message that failed', () => {
  test('is tried again after 1, 2, 4 and 8 minutes, and after the fifth try no more', () => {
    const told = new Told(LOUD);
    const tries: number[] = [];
    for (let at = OPENED; at <= OPENED + 3 * HOUR; at += MINUTE) {
      for (const due of told.due(at)) {
        expect(due.failures).toBe(tries.length);
        tries.push((at - OPENED) / MINUTE);
        told.write(at, 'alert due', due);
        told.write(at, 'alert failed', due);
      }
    }
    expect(tries).toEqual([0, 1, 3, 7, 15]);
  });

  test('is not tried again when it would fail again, and other channels are', () => {
    const told = new Told('  - { levels: [SEV1], channels: [phone, mail], wakes: true }');
    const [phone, mail] = told.due(OPENED);
    for (const due of [phone, mail]) if (due) told.write(OPENED, 'alert due', due);
    if (phone) told.write(OPENED, 'alert failed', phone, { final: true });
    if (mail) told.write(OPENED, 'alert failed', mail);
    expect(told.due(OPENED + HOUR).map(({ channel }) => channel)).toEqual(['acme/mail']);
  });
});

describe('a claim', () => {
  const claimed = () => {
    const told = new Told(LOUD);
    const [due] = told.due(OPENED);
    if (due) told.write(OPENED, 'alert due', due, { by: 'berlin' });
    return told;
  };

  test('of another place is left alone until that run must be gone', () => {
    const told = claimed();
    expect(told.due(OPENED + MINUTE, 'local')).toEqual([]);
    expect(told.due(OPENED + CLAIM_MS, 'local')).toEqual([]);
    expect(told.due(OPENED + CLAIM_MS + 1, 'local').length).toBe(1);
  });

  test('of this place without a result is that of a run that was killed', () => {
    expect(claimed().due(OPENED + 1, 'berlin').length).toBe(1);
  });
});
