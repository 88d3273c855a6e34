import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { readEvents } from '../../src/record/events.ts';
import { situationOf } from '../../src/response/fold.ts';
import { serveHttp } from '../probe/loopback.ts';
import { probe, repository } from '../probe/repository.ts';

// Real commands, each with a start of its own.
vi.setConfig({ testTimeout: 60_000 });

const CONTACTS = `channels:
  - { id: phone, kind: sms, purpose: Wakes people, address: null }
  - { id: mail, kind: email, purpose: Waits for the morning, address: null }
  - { id: pager, kind: webhook, purpose: Wakes people, address: null, delivery: { via: webhook, urlSecret: HOOK, signingSecret: SIGN } }
  - { id: board, kind: dashboard, purpose: Hangs on the wall, address: null }
vendors:
  - { id: cloud, name: Cloud }
`;
const SEVERITIES = `levels:
  - { id: SEV1, urgency: 1, description: Nobody can buy, responds: 15m }
  - { id: SEV2, urgency: 2, description: Some cannot buy }
  - { id: SEV3, urgency: 3, description: A typing mistake }
routes:
  - { id: night, levels: [SEV1], channels: [pager, board], to: acme/core, wakes: true }
  - { levels: [SEV2, SEV3], channels: [mail], wakes: false }
`;

/** A project whose shop answers as told, with a receiver of its alerts. */
async function project() {
  let status = 200;
  const shop = await serveHttp((_, response) => {
    response.statusCode = status;
    response.end();
  });
  const received: { title: string; key: string; action: string }[] = [];
  const hook = await serveHttp((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      received.push(JSON.parse(text));
      response.end('{}');
    });
  });
  const cwd = repository(
    'alerting: { settleAfter: 1s }\n',
    `  - { id: http, kind: http, url: '${shop}', interval: 10s, timeout: 5s, confirm: { down: 2, up: 1 }, conditions: ['[STATUS] == 200'], runbook: acme/ShopDown }`,
    { 'domains/acme/contacts.yaml': CONTACTS, 'domains/acme/severities.yaml': SEVERITIES },
  );
  const env = { WATCHBOOK_SECRET_HOOK: hook, WATCHBOOK_SECRET_SIGN: 'whsec-canary-8f2a' };
  const alert = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((done) => {
      const script = resolve('scripts/alert.ts');
      execFile(
        process.execPath,
        [script, ...args],
        { cwd, env: { ...process.env, ...env } },
        (error, out, err) => done({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  const look = async () => {
    const result = await probe(cwd, ['--commit', '--alert', '--allow-down'], env);
    // Looks are kept by the second.
    await sleep(1100);
    return result;
  };
  const fail = (on: boolean) => {
    status = on ? 500 : 200;
  };
  return {
    cwd,
    received,
    alert,
    look,
    fail,
    situation: () => situationOf(readEvents(join(cwd, '.record')).events),
  };
}

describe('npm run alert', () => {
  test('an outage seen by npm run probe reaches its channel once, is taken on, and ends', async () => {
    const { alert, look, fail, received, situation } = await project();
    await look();
    fail(true);
    for (let tries = 0; tries < 6 && received.length === 0; tries += 1) await look();
    expect(received.map(({ title, action }) => [title, action])).toEqual([
      ['[SEV1] Shop: not working as it should', 'open'],
    ]);
    expect((await alert()).out).toContain('0 sent, 0 failed');
    const [incident] = situation().incidents.values();
    expect((await alert('ack', 'nonsense', '--by', 'acme/core')).code).toBe(2);
    const taken = await alert('ack', incident?.id ?? '', '--by', 'acme/core');
    expect([taken.code, taken.out.trim()]).toEqual([0, `${incident?.id} is taken on by acme/core`]);
    expect(situation().incidents.get(incident?.id ?? '')?.acknowledged?.by).toBe('acme/core');
    fail(false);
    for (let tries = 0; tries < 6 && received.length < 2; tries += 1) await look();
    expect(received.map(({ action }) => action)).toEqual(['open', 'close']);
    expect(new Set(received.map(({ key }) => key)).size).toBe(2);
    expect(situation().incidents.get(incident?.id ?? '')?.closedAt).not.toBeNull();
  });

  test('says which routes there are, what they lack, and who would be told', async () => {
    const { alert, received } = await project();
    const list = await alert('list');
    expect(list.out.trim().split('\n')).toEqual([
      'acme/night  acme/pager  webhook',
      'acme/night  acme/board  shown, not sent',
      'acme/SEV2+SEV3  acme/mail  no delivery set',
    ]);
    const dry = await alert('--dry-run', '--imagine', 'acme/shop');
    expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('acme/pager  opened, for acme/core')]);
    expect((await alert('--dry-run', '--imagine', 'acme/none')).code).toBe(2);
    expect((await alert('--imagine', 'acme/shop')).code).toBe(2);
    expect(received).toEqual([]);
    const sent = await alert('test', '--route', 'acme/night');
    expect([sent.code, sent.out.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(/^acme\/pager {2}sent: /),
    ]);
    expect(received[0]?.title).toBe('[TEST] Route acme/night reaches pager');
    const unsent = await alert('test', '--route', 'acme/SEV2+SEV3');
    expect([unsent.code, unsent.out]).toEqual([
      1,
      expect.stringMatching(/^acme\/mail {2}failed: .*no delivery/),
    ]);
    const none = await alert('test', '--route', 'acme/day');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('acme/night, acme/SEV2+SEV3')]);
    expect(`${list.out}${dry.out}${sent.out}${unsent.out}`).not.toContain('canary');
  });

  test('takes in an alert from outside once, and tells of it with its runbook', async () => {
    const { cwd, alert, received, situation } = await project();
    const payload = (status: string) => {
      writeFileSync(
        join(cwd, 'payload.json'),
        JSON.stringify({
          alert: 'ShopDown',
          status,
          service: 'acme/shop',
          severity: 'SEV1',
          startsAt: '2026-11-21T12:00:00Z',
        }),
      );
      return alert('receive', '--payload', 'payload.json');
    };
    expect((await payload('firing')).code).toBe(0);
    expect((await payload('firing')).out).toBe('');
    const [incident] = situation().incidents.values();
    expect([incident?.origin, incident?.runbook]).toEqual(['outside', 'acme/ShopDown']);
    expect((await alert()).out).toContain('2 sent');
    expect(received).toHaveLength(1);
    await payload('resolved');
    await alert();
    expect(received.map(({ action }) => action)).toEqual(['open', 'close']);
  });
});
