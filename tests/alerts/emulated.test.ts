import { createEmulator, type SeedConfig } from 'emulate';
import { expect, onTestFinished, test } from 'vitest';
import { createSender } from '../../src/alerts/send.ts';
import { closedPort } from '../probe/loopback.ts';
import { channel, EDGES, message } from './messages.ts';

/** A service as somebody else understood its documentation, running in this process for one test. */
async function emulated(service: 'slack' | 'twilio', seed: SeedConfig): Promise<string> {
  const emulator = await createEmulator({ service, port: await closedPort(), seed });
  onTestFinished(() => emulator.close());
  return emulator.url;
}

const ACCOUNT = 'AC00000000000000000000000000000000';
const TOKEN = 'twilio_test_auth_token';

test('an emulated Twilio takes an SMS, keeps it, and refuses another token', async () => {
  const origin = await emulated('twilio', {
    twilio: {
      account: { sid: ACCOUNT, auth_token: TOKEN, friendly_name: 'Acme' },
      phone_numbers: [{ phone_number: '+15551234567', friendly_name: 'Alerts' }],
    },
  });
  const delivery = {
    via: 'twilio',
    medium: 'sms',
    from: '+15551234567',
    to: ['+14155550101'],
    endpoint: origin,
  };
  const secrets: Record<string, string> = { TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: TOKEN };
  const send = createSender({ resolveSecret: (name) => secrets[name] });
  for (const what of Object.values(EDGES))
    expect(await send(channel(delivery, 'sms'), what)).toMatchObject({ ok: true });
  const kept = await fetch(`${origin}/2010-04-01/Accounts/${ACCOUNT}/Messages.json`, {
    headers: { Authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}` },
  });
  const { messages } = (await kept.json()) as { messages: { to: string; body: string }[] };
  expect(messages.length).toBe(Object.keys(EDGES).length);
  const bodies = messages.map(({ to, body }) => `${to} ${body}`).join('\n');
  expect(bodies).toContain('+14155550101 [SEV1] Shop: not working as it should');
  secrets['TWILIO_AUTH_TOKEN'] = 'canary-wrong-token';
  const refused = await send(channel(delivery, 'sms'), message());
  expect(refused).toMatchObject({ ok: false, final: true });
  expect(refused.result).toMatch(/^HTTP 401/);
  expect(refused.result).not.toContain('canary');
});

test('an emulated Slack takes the message of an incoming webhook and keeps its blocks', async () => {
  const origin = await emulated('slack', { slack: { team: { name: 'Acme', domain: 'acme' } } });
  const secrets: Record<string, string> = { OPS: `${origin}/services/T000000001/B000000001/X000000001` };
  const send = createSender({ resolveSecret: (name) => secrets[name] });
  for (const what of Object.values(EDGES))
    expect(await send(channel({ via: 'slack', urlSecret: 'OPS' }), what)).toEqual({
      ok: true,
      result: 'HTTP 200',
    });
  const call = async (method: string, body: object) => {
    const answer = await fetch(`${origin}/api/${method}`, {
      method: 'POST',
      headers: { Authorization: 'Bearer xoxb-test', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as {
      channels?: { id: string; name: string }[];
      messages?: { text: string; blocks?: unknown[] }[];
    };
  };
  const { channels = [] } = await call('conversations.list', {});
  const histories = await Promise.all(
    channels.map(({ id }) => call('conversations.history', { channel: id })),
  );
  const kept = histories.flatMap(({ messages = [] }) => messages);
  expect(kept.length).toBe(Object.keys(EDGES).length);
  expect(kept.map(({ text }) => text)).toContain('[SEV1] Shop: not working as it should');
  for (const { blocks } of kept) expect(blocks?.length).toBeGreaterThan(0);
});
