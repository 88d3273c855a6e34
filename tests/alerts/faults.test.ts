import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/alerts/answer.ts';
import { createSender } from '../../src/alerts/send.ts';
import { makeAuthority, makeCertificate } from '../../src/fleet/certificates.ts';
import { CHANNEL_KINDS } from '../../src/schemas/registers/contacts.ts';
import { closedPort } from '../probe/loopback.ts';
import { channel, message } from './messages.ts';
import { type Behaviour, type Received, receiver } from './receiver.ts';
import { canariesOf, echo, SERVICES, type Service } from './services.ts';

const TIMEOUT_MS = 400;

async function told(service: Service, origin: string): Promise<Answer> {
  const secrets = service.secrets(origin);
  const send = createSender({ resolveSecret: (name) => secrets[name], timeoutMs: TIMEOUT_MS });
  const answer = await send(channel(service.delivery(origin)), message());
  for (const canary of canariesOf(service, origin))
    expect(answer.result.toLowerCase(), `${service.via} gives ${canary} away`).not.toContain(
      canary.toLowerCase(),
    );
  return answer;
}

async function toldBy(service: Service, answer: (request: Received) => Behaviour) {
  const there = await receiver(answer);
  return { answer: await told(service, there.origin), there };
}

/** Recipients of Twilio are two; what is said of one stands in the result of both. */
const once = ({ result }: Answer): string =>
  /recipient 1: (.*?)(?:; recipient 2|$)/.exec(result)?.[1] ?? result;

describe.each(SERVICES)('[U39] $via: no secret, address or number leaves with the result', (service) => {
  test.each([
    [200, true, false],
    [301, false, true],
    [400, false, true],
    [401, false, true],
    [403, false, true],
    [404, false, true],
    [408, false, false],
    [410, false, true],
    [425, false, false],
    [429, false, false],
    [500, false, false],
    [503, false, false],
  ])('when the answer to everything is %i', async (status, ok, final) => {
    const yes = service.yes as Exclude<Behaviour, string>;
    const { answer } = await toldBy(service, () => ({ ...yes, status: ok ? yes.status : status }));
    expect(answer).toMatchObject(ok ? { ok } : { ok, final });
    if (!ok) expect(once(answer)).toContain(`HTTP ${status}`);
  });

  test('when the service repeats all that it was given, as a reason', async () => {
    for (const status of [400, 429, 500]) {
      const { answer } = await toldBy(service, (request) => {
        const said = echo(request);
        const body = {
          message: said,
          description: said,
          error: { message: said, code: said },
          errors: [said],
        };
        return { status, body: JSON.stringify(body) };
      });
      expect(answer.ok).toBe(false);
      const { answer: bare } = await toldBy(service, (request) => ({
        status,
        body: echo(request),
        type: 'text/html',
      }));
      expect(bare.ok).toBe(false);
    }
  });

  test('when nothing listens', async () => {
    const answer = await told(service, `http://127.0.0.1:${await closedPort()}`);
    expect(answer).toMatchObject({ ok: false, final: false });
    expect(once(answer)).toBe('the connection was refused (ECONNREFUSED)');
  });

  test('when its name is not known', async () => {
    const answer = await told(service, 'http://canary-host.invalid');
    expect(answer).toMatchObject({ ok: false, final: false });
    expect(once(answer)).toMatch(
      /^(?:no such host is known|names of hosts cannot be looked up now) \(E\w+\)$/,
    );
  });

  test('when it never answers', async () => {
    const { answer } = await toldBy(service, () => 'hang');
    expect(answer).toMatchObject({ ok: false, final: false });
    expect(once(answer)).toBe('no answer within 0.4 s');
  });

  test('when it breaks the connection off', async () => {
    const { answer } = await toldBy(service, () => 'reset');
    expect(answer).toMatchObject({ ok: false, final: false });
    expect(once(answer)).toBe('the connection was broken off (ECONNRESET)');
  });

  test('when its certificate is for another host, signed by nobody whom we know', async () => {
    const now = Date.now();
    const certificate = await makeCertificate('elsewhere.test', await makeAuthority(now), now, 30);
    const there = await receiver(() => service.yes, certificate);
    const answer = await told(service, there.origin);
    expect(answer).toMatchObject({ ok: false, final: false });
    expect(once(answer)).toMatch(/^the certificate of the other side is not trusted \([A-Z_]+\)$/);
    expect(there.received).toEqual([]);
  });

  test('when it sends us somewhere else, where nothing is brought', async () => {
    const elsewhere = await receiver(() => service.yes);
    const { answer, there } = await toldBy(service, () => ({
      status: 307,
      headers: { Location: `${elsewhere.origin}/canary` },
    }));
    expect(answer).toMatchObject({ ok: false, final: true });
    expect(there.received.length).toBeGreaterThan(0);
    expect(elsewhere.received).toEqual([]);
  });

  test('when a secret is missing, which is named', async () => {
    const origin = 'http://127.0.0.1:9';
    for (const missing of Object.keys(service.secrets(origin))) {
      for (const value of [undefined, '', ' \n']) {
        const secrets = { ...service.secrets(origin), [missing]: value };
        const send = createSender({ resolveSecret: (name) => secrets[name], timeoutMs: TIMEOUT_MS });
        expect(await send(channel(service.delivery(origin)), message())).toEqual({
          ok: false,
          final: true,
          result: `the secret ${missing} is not set (WATCHBOOK_SECRET_${missing})`,
        });
      }
    }
  });

  test('when a secret that should be an address is something else', async () => {
    const origin = 'http://127.0.0.1:9';
    const names = Object.entries(service.secrets(origin)).filter(([, value]) => value.startsWith('http'));
    for (const [name] of names) {
      for (const wrong of ['canary', 'ftp://canary.test/', 'canary:8080/x']) {
        const secrets = { ...service.secrets(origin), [name]: wrong };
        const send = createSender({ resolveSecret: (asked) => secrets[asked], timeoutMs: TIMEOUT_MS });
        const answer = await send(channel(service.delivery(origin)), message());
        expect(answer).toMatchObject({ ok: false, final: true });
        expect(answer.result).toBe(`the secret ${name} is not a web address (WATCHBOOK_SECRET_${name})`);
      }
    }
  });
});

describe('a 200 that is not a yes', () => {
  const SPEAKS = SERVICES.filter(({ via }) => via !== 'teams' && via !== 'webhook');
  test.each(SPEAKS)('of $via: a page of somebody in between', async (service) => {
    const { answer } = await toldBy(service, () => ({
      status: 200,
      type: 'text/html',
      body: '<html>Please log in</html>',
    }));
    expect(answer).toMatchObject({ ok: false, final: false });
    expect(answer.result).toContain('HTTP 200, but the answer is not one of');
  });

  const of = (via: string): Service => SERVICES.find((one) => one.via === via) as Service;
  const json = (body: object): Behaviour => ({ status: 200, body: JSON.stringify(body) });

  test('of Telegram: ok is false', async () => {
    const no = { ok: false, error_code: 400, description: 'Bad Request: chat not found' };
    const refused = await toldBy(of('telegram'), () => json(no));
    expect(refused.answer).toEqual({
      ok: false,
      final: true,
      result: 'HTTP 200: Bad Request: chat not found',
    });
    const slow = {
      ok: false,
      error_code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 7 },
    };
    const { answer } = await toldBy(of('telegram'), () => json(slow));
    expect(answer).toEqual({
      ok: false,
      final: false,
      result: 'HTTP 200: Too Many Requests; asks to wait 7 s',
    });
  });

  test('of Slack: a word that is not ok', async () => {
    const { answer } = await toldBy(of('slack'), () => ({
      status: 200,
      body: 'no_service',
      type: 'text/html',
    }));
    expect(answer).toMatchObject({ ok: false });
  });

  test('of Teams: the failure of what stands behind it, in words', async () => {
    const words = (status: number): Behaviour => ({
      status: 200,
      type: 'text/plain',
      body: `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId x.`,
    });
    expect((await toldBy(of('teams'), () => words(413))).answer).toMatchObject({ ok: false, final: true });
    expect((await toldBy(of('teams'), () => words(429))).answer).toMatchObject({ ok: false, final: false });
  });

  test('of PagerDuty: a status that is not success', async () => {
    const { answer } = await toldBy(of('pagerduty'), () => json({ status: 'invalid event' }));
    expect(answer).toMatchObject({ ok: false });
  });
});

describe('what the result tells', () => {
  const of = (via: string): Service => SERVICES.find((one) => one.via === via) as Service;

  test('the reason of the service, when it gives one', async () => {
    const slack = await toldBy(of('slack'), () => ({
      status: 410,
      body: 'channel_is_archived',
      type: 'text/html',
    }));
    expect(slack.answer.result).toBe('HTTP 410: channel_is_archived');
    const pagerduty = await toldBy(of('pagerduty'), () => ({
      status: 400,
      body: JSON.stringify({ status: 'invalid event', errors: ["'routing_key' is invalid"] }),
    }));
    expect(pagerduty.answer.result).toBe("HTTP 400: 'routing_key' is invalid");
    const twilio = await toldBy(of('twilio'), () => ({
      status: 400,
      body: JSON.stringify({
        code: 21211,
        message: "The 'To' number +14155550101 is not a valid phone number.",
      }),
    }));
    expect(twilio.answer.result).toContain(
      "recipient 1: HTTP 400: The 'To' number [hidden] is not a valid phone number. (error 21211)",
    );
  });

  test('how long it asks to wait, in words only, and only if it is a time', async () => {
    const asked = async (value: string) => {
      const { answer } = await toldBy(of('webhook'), () => ({
        status: 429,
        headers: { 'Retry-After': value },
      }));
      return answer.result;
    };
    expect(await asked('120')).toBe('HTTP 429; asks to wait 120 s');
    expect(await asked('Sat, 21 Nov 2026 12:00:00 GMT')).toBe(
      'HTTP 429; asks to wait until Sat, 21 Nov 2026 12:00:00 GMT',
    );
    expect(await asked('canaryHookToken')).toBe('HTTP 429');
  });

  test('a long answer is read at its beginning, and the status counts when the rest never comes', async () => {
    const long = await toldBy(of('webhook'), () => ({ status: 200, body: 'x'.repeat(5_000_000) }));
    expect(long.answer).toEqual({ ok: true, result: 'HTTP 200' });
    const half = await toldBy(of('webhook'), () => 'status, then hang');
    expect(half.answer).toEqual({ ok: true, result: 'HTTP 200' });
    const slack = await toldBy(of('slack'), () => 'status, then hang');
    expect(slack.answer).toMatchObject({ ok: false, final: false });
  });

  test('one recipient of Twilio that fails stops no other, and is told', async () => {
    const { answer, there } = await toldBy(of('twilio'), ({ body }) =>
      body.includes('14155550101')
        ? { status: 400, body: JSON.stringify({ code: 21211, message: 'no' }) }
        : of('twilio').yes,
    );
    expect(there.received.length).toBe(2);
    expect(answer).toEqual({
      ok: true,
      result: 'reached 1 of 2 recipients; recipient 1: HTTP 400: no (error 21211)',
    });
  });
});

describe('a channel without a delivery', () => {
  const send = createSender({ resolveSecret: () => undefined });
  test.each(CHANNEL_KINDS)('of the kind %s is on a page, or fails aloud', async (kind) => {
    const answer = await send(channel(undefined, kind), message());
    if (['dashboard', 'status page', 'web'].includes(kind)) {
      expect(answer).toMatchObject({ ok: true });
      expect(answer.result).toMatch(/^shown on the /);
    } else {
      expect(answer).toEqual({
        ok: false,
        final: true,
        result: 'the channel ops has no delivery; say in contacts.yaml how messages are brought there',
      });
    }
  });
});
