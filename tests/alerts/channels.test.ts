import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSender } from '../../src/alerts/send.ts';
import type { Message } from '../../src/response/message.ts';
import { channel, EDGES, HOSTILE, message } from './messages.ts';
import { receiver } from './receiver.ts';
import { SERVICES, type Service } from './services.ts';
import { problemsOf } from './vendors.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 3, 7);

/** Sends one message to a service that says yes, and gives what arrived there. */
async function arrived(service: Service, what: Message) {
  const there = await receiver(() => service.yes);
  const secrets = service.secrets(there.origin);
  const send = createSender({ resolveSecret: (name) => secrets[name], timeoutMs: 3000, now: () => NOW });
  const answer = await send(channel(service.delivery(there.origin)), what);
  return { answer, received: there.received };
}

const serviceOf = (via: string): Service => SERVICES.find((one) => one.via === via) as Service;

describe.each(SERVICES)('a message to $via', (service) => {
  test('[U37] reaches the documented address in the documented shape', async () => {
    const { answer, received } = await arrived(service, message());
    expect(answer).toMatchObject({ ok: true });
    expect(received.length).toBe(service.via === 'twilio' ? 2 : 1);
    for (const { method, path, headers, body } of received) {
      expect(`${method} ${path}`).toBe(`POST ${service.path}`);
      expect(headers['content-type']).toMatch(
        service.via === 'twilio' ? /^application\/x-www-form-urlencoded$/ : /^application\/json/,
      );
      expect(problemsOf(service.via, body)).toEqual([]);
    }
  });

  test.each(Object.entries(EDGES))('is within every limit when %s', async (_, what) => {
    const { answer, received } = await arrived(service, what);
    expect(answer).toMatchObject({ ok: true });
    expect(received.flatMap(({ body }) => problemsOf(service.via, body))).toEqual([]);
  });

  test('says what is wrong and where to read on', async () => {
    const { received } = await arrived(service, message({ title: 'Shop out', lines: ['it answered 503'] }));
    const body = decodeURIComponent((received[0]?.body ?? '').replaceAll('+', ' '));
    expect(body).toContain('Shop out');
    expect(body).toContain('it answered 503');
    expect(body).toContain('https://book.test/runbooks/acme/ShopDown/');
  });
});

describe('what is particular to', () => {
  const bodyOf = async (via: string, what: Message) => {
    const { received } = await arrived(serviceOf(via), what);
    const { body = '', headers = {}, path = '' } = received[0] ?? {};
    return { path, headers, text: body, body: via === 'twilio' ? null : JSON.parse(body) };
  };

  test('Slack: what people and probes wrote mentions nobody', async () => {
    const { body } = await bodyOf('slack', EDGES['hostile'] as Message);
    expect(body.text).not.toMatch(/<[!@#u]/);
    for (const block of body.blocks.slice(0, 2)) expect(block.text.type).toBe('plain_text');
    expect(body.blocks.at(-1).text.text).toBe('<https://book.test/a?b=1&amp;c=&lt;2&gt;%7C3|a|b&gt;c]d>');
  });

  test('Teams: the text stands in runs, which know no Markdown', async () => {
    const { body } = await bodyOf('teams', EDGES['hostile'] as Message);
    const [heading] = body.attachments[0].content.body;
    expect(heading.inlines).toEqual([
      { type: 'TextRun', text: HOSTILE, size: 'Large', weight: 'Bolder', color: 'Warning' },
    ]);
  });

  test('Discord: markup is taken apart and nobody is mentioned', async () => {
    const { body } = await bodyOf('discord', EDGES['hostile'] as Message);
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.embeds[0].description).toContain('\\[x\\]\\(https\\://evil.test\\)');
    expect(body.embeds[0].description).toContain('\\<\\@U123\\>');
  });

  test('Google Chat: all messages of an incident go to one thread, and paragraphs hold no foreign HTML', async () => {
    const opened = await bodyOf('google chat', EDGES['hostile'] as Message);
    const closed = await bodyOf('google chat', EDGES['closed'] as Message);
    expect(opened.body.thread).toEqual({ threadKey: '20261121T120000Z-acme-shop' });
    expect(closed.body.thread).toEqual(opened.body.thread);
    const [{ textParagraph }] = opened.body.cardsV2[0].card.sections[0].widgets;
    expect(textParagraph.text.replaceAll('<br>', '')).not.toMatch(/[<>]/);
  });

  test('Telegram: there is no mode in which the text could be markup', async () => {
    const { body } = await bodyOf('telegram', EDGES['hostile'] as Message);
    expect(body).not.toHaveProperty('parse_mode');
    expect(body.text.startsWith(HOSTILE)).toBe(true);
  });

  test('ntfy: priority follows urgency, and a tap opens the runbook', async () => {
    const seen = [];
    for (const urgency of [1, 2, 3, 4, 5])
      seen.push((await bodyOf('ntfy', message({ urgency }))).body.priority);
    expect(seen).toEqual([5, 4, 3, 2, 2]);
    const { body, headers } = await bodyOf('ntfy', message());
    expect(body.click).toBe('https://book.test/runbooks/acme/ShopDown/');
    expect(headers.authorization).toBe('Bearer tk_canaryNtfyToken0123456789');
  });

  test('PagerDuty: one incident is one alert from its opening to its end', async () => {
    const opened = await bodyOf('pagerduty', message());
    const updated = await bodyOf('pagerduty', EDGES['reminder'] as Message);
    const closed = await bodyOf('pagerduty', EDGES['closed'] as Message);
    expect([opened, updated, closed].map(({ body }) => body.event_action)).toEqual([
      'trigger',
      'trigger',
      'resolve',
    ]);
    expect(new Set([opened, updated, closed].map(({ body }) => body.dedup_key)).size).toBe(1);
    expect([opened, updated].map(({ body }) => body.payload.severity)).toEqual(['critical', 'error']);
    const long = (tail: string) => message({ incident: `${'x'.repeat(300)}${tail}` });
    const keys = [await bodyOf('pagerduty', long('a')), await bodyOf('pagerduty', long('b'))];
    expect(keys[0]?.body.dedup_key).not.toBe(keys[1]?.body.dedup_key);
  });

  test('Opsgenie: opened, noted and closed under one alias', async () => {
    const opened = await bodyOf('opsgenie', message());
    const updated = await bodyOf('opsgenie', EDGES['reminder'] as Message);
    const closed = await bodyOf('opsgenie', EDGES['closed'] as Message);
    expect(opened.body).toMatchObject({ alias: '20261121T120000Z-acme-shop', priority: 'P1' });
    expect(opened.headers.authorization).toBe('GenieKey canary00-0000-opsg-0000-enie00000001');
    expect([updated.path, closed.path]).toEqual([
      '/v2/alerts/20261121T120000Z-acme-shop/notes?identifierType=alias',
      '/v2/alerts/20261121T120000Z-acme-shop/close?identifierType=alias',
    ]);
  });

  test('Twilio: every recipient gets one message, and WhatsApp is named in both numbers', async () => {
    const { received } = await arrived(serviceOf('twilio'), message());
    const forms = received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(forms.map(({ To }) => To).sort()).toEqual(['+14155550101', '+14155550199']);
    const basic = Buffer.from('ACcanary000000000000000000000000:canaryTwilioAuthToken00000000000');
    expect(received[0]?.headers.authorization).toBe(`Basic ${basic.toString('base64')}`);
    const twilio = serviceOf('twilio');
    const whatsapp = await arrived(
      {
        ...twilio,
        delivery: (origin) => ({ ...(twilio.delivery(origin) as object), medium: 'whatsapp' }),
      },
      message(),
    );
    const form = Object.fromEntries(new URLSearchParams(whatsapp.received[0]?.body));
    expect(form).toMatchObject({ From: 'whatsapp:+15005550006', To: 'whatsapp:+14155550101' });
    expect(problemsOf('twilio', whatsapp.received[0]?.body ?? '')).toEqual([]);
  });

  test('the webhook: signed over id, time and body, and named by the key of the message', async () => {
    const { headers, text } = await bodyOf('webhook', message());
    expect(headers['idempotency-key']).toBe('20261121T120000Z-acme-shop|opened|acme/ops');
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(NOW / 1000)));
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
    const mac = createHmac('sha256', 'canary-signing-secret-abc').update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    const other = await bodyOf('webhook', message({ key: 'another' }));
    expect(other.headers['webhook-id']).not.toBe(headers['webhook-id']);
    const again = await bodyOf('webhook', message());
    expect(again.headers['webhook-id']).toBe(headers['webhook-id']);
  });

  test('the webhook: a secret behind whsec_ is the bytes that its base64 stands for', async () => {
    const webhook = serviceOf('webhook');
    const bytes = Buffer.from('0123456789abcdef0123456789abcdef');
    const { received } = await arrived(
      {
        ...webhook,
        secrets: (origin) => ({
          ...webhook.secrets(origin),
          HOOK_SIGNING: `whsec_${bytes.toString('base64')}`,
        }),
      },
      message(),
    );
    const headers = received[0]?.headers ?? {};
    const body = received[0]?.body ?? '';
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const mac = createHmac('sha256', bytes).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
  });
});
