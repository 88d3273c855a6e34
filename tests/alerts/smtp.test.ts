import type net from 'node:net';
import tls from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSender } from '../../src/alerts/send.ts';
import { makeAuthority, makeCertificate } from '../../src/fleet/certificates.ts';
import type { Message } from '../../src/response/message.ts';
import { closedPort, serveRaw } from '../probe/loopback.ts';
import { mailbox } from './mailbox.ts';
import { channel, EDGES, HOSTILE, message } from './messages.ts';

const SECRETS = { LEAD: 'canary.lead@acme.test' };
const CANARIES = [
  'canary',
  'acme.test',
  'team@',
  '127.0.0.1',
  'localhost',
  'right-password',
  'cmlnaHQtcGFzc3dvcmQ',
];

async function mailed(
  server: string,
  what: Message = message(),
  to: unknown[] = ['team@acme.test'],
  timeoutMs = 3000,
) {
  const secrets: Record<string, string> = { ...SECRETS, SMTP_URL: server };
  const send = createSender({ resolveSecret: (name) => secrets[name], timeoutMs });
  const answer = await send(
    channel({ via: 'smtp', from: 'Watchbook <status@book.test>', to }, 'email'),
    what,
  );
  const port = /:(\d+)/.exec(server)?.[1] ?? 'canary';
  for (const canary of [...CANARIES, port])
    expect(answer.result.toLowerCase(), `gives ${canary} away`).not.toContain(canary.toLowerCase());
  return answer;
}

/** A certificate for localhost that this process trusts for one test. */
async function trusted() {
  const now = Date.now();
  const authority = await makeAuthority(now);
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, authority.cert]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
  return await makeCertificate('localhost', authority, now, 30);
}

describe('a mail', () => {
  test('[U37] reaches every recipient in text and HTML', async () => {
    const { port, mails } = await mailbox({ disabledCommands: ['STARTTLS'] });
    const answer = await mailed(`smtp://127.0.0.1:${port}`, message(), [
      'team@acme.test',
      { secret: 'LEAD' },
    ]);
    expect(answer).toEqual({ ok: true, result: 'reached 2 of 2 recipients' });
    const [mail] = mails;
    expect(mail?.recipients).toEqual(['team@acme.test', 'canary.lead@acme.test']);
    expect(mail?.parsed).toMatchObject({
      subject: '[SEV1] Shop: not working as it should',
      from: { name: 'Watchbook', address: 'status@book.test' },
      date: '2026-11-21T12:02:00.000Z',
    });
    expect(mail?.parsed.text).toContain('it answered 503\n');
    expect(mail?.parsed.text).toContain(
      'Runbook: The shop is down: https://book.test/runbooks/acme/ShopDown/',
    );
    expect(mail?.parsed.html).toContain('<a href="https://book.test/runbooks/acme/ShopDown/">');
    const headers = new Map(mail?.parsed.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('importance')).toBe('High');
  });

  test('has the same id however often it is sent, and the mails of an incident are one thread', async () => {
    const { port, mails } = await mailbox({ disabledCommands: ['STARTTLS'] });
    const server = `smtp://127.0.0.1:${port}`;
    for (const what of [message(), message(), { ...(EDGES['closed'] as Message), key: 'closed' }])
      await mailed(server, what);
    const [first, again, closed] = mails.map(({ parsed }) => parsed);
    expect(first?.messageId).toMatch(/^<[0-9a-f]{40}@book\.test>$/);
    expect(again?.messageId).toBe(first?.messageId);
    expect(closed?.messageId).not.toBe(first?.messageId);
    expect(first?.references).toMatch(/^<[0-9a-f]{40}@book\.test>$/);
    expect(closed?.references).toBe(first?.references);
    expect(closed?.inReplyTo).toBe(first?.references);
    expect(first?.inReplyTo).toBeUndefined();
    await mailed(server, message({ incident: 'another', key: 'another' }));
    expect(mails.at(-1)?.parsed.references).not.toBe(first?.references);
  });

  test.each(Object.entries(EDGES))('arrives whole when %s', async (_, what) => {
    const { port, mails } = await mailbox({ disabledCommands: ['STARTTLS'] });
    expect(await mailed(`smtp://127.0.0.1:${port}`, what)).toEqual({ ok: true, result: 'SMTP 250' });
    const { parsed, raw } = mails[0] ?? { parsed: undefined, raw: '' };
    expect(parsed?.subject?.slice(0, 20)).toBe(what.title.slice(0, 20));
    expect(parsed?.text).toContain(what.lines.at(-1) ?? what.title);
    expect(parsed?.html).not.toContain('<script');
    expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true);
  });

  test('takes no header from what people and probes wrote', async () => {
    const { port, mails } = await mailbox({ disabledCommands: ['STARTTLS'] });
    const title = 'Shop\r\nBcc: victim@acme.test\r\nX-Evil: 1';
    await mailed(`smtp://127.0.0.1:${port}`, message({ title, lines: [HOSTILE] }));
    expect(mails[0]?.recipients).toEqual(['team@acme.test']);
    const names = mails[0]?.parsed.headers.map(({ key }) => key);
    expect(names).not.toContain('bcc');
    expect(names).not.toContain('x-evil');
  });
});

describe('a mail server', () => {
  test('over TLS from the first byte, with user and password', async () => {
    const { port, mails } = await mailbox({ ...(await trusted()), secure: true });
    const answer = await mailed(`smtps://ops:right-password@localhost:${port}`);
    expect(answer).toEqual({ ok: true, result: 'SMTP 250' });
    expect(mails[0]).toMatchObject({ secure: true, user: 'ops' });
  });

  test('over STARTTLS', async () => {
    const { port, mails } = await mailbox(await trusted());
    expect(await mailed(`smtp://ops:right-password@localhost:${port}`)).toMatchObject({ ok: true });
    expect(mails[0]).toMatchObject({ secure: true, user: 'ops' });
  });

  test('[U39] that refuses the password says so, and nobody repeats it', async () => {
    const { port, mails } = await mailbox({ ...(await trusted()), secure: true });
    const answer = await mailed(`smtps://ops:canary-password@localhost:${port}`);
    expect(answer).toMatchObject({ ok: false, final: true });
    expect(answer.result).toMatch(/^SMTP 535\b.*the server refused user or password$/);
    expect(mails).toEqual([]);
  });

  test.each(['smtps', 'smtp'])(
    'with a certificate that nobody signed is not spoken to over %s',
    async (protocol) => {
      const now = Date.now();
      const certificate = await makeCertificate('elsewhere.test', await makeAuthority(now), now, 30);
      const { port, mails } = await mailbox({ ...certificate, secure: protocol === 'smtps' });
      const answer = await mailed(`${protocol}://ops:right-password@localhost:${port}`);
      expect(answer).toMatchObject({ ok: false, final: false });
      expect(mails).toEqual([]);
    },
  );

  test('elsewhere that offers no STARTTLS is given neither password nor mail', async () => {
    const { port, mails } = await mailbox({ disabledCommands: ['STARTTLS'], hideSTARTTLS: true });
    // Another name of this machine, which is not one of those that need no encryption.
    const server = `smtp://ops:right-password@[::ffff:127.0.0.1]:${port}`;
    const answer = await mailed(server);
    expect(answer).toMatchObject({ ok: false, final: true });
    expect(answer.result).toContain('the server does not encrypt');
    expect(mails).toEqual([]);
    expect(await mailed(`${server}?starttls=never`)).toMatchObject({ ok: true });
    expect(mails[0]).toMatchObject({ secure: false });
  });

  test('[U39] that refuses one of three recipients with 550 brings it to the others, and the address is not told', async () => {
    const { port, mails } = await mailbox({
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith('canary')
            ? Object.assign(new Error(`5.1.1 <${address}> has no mailbox at acme.test`), {
                responseCode: 550,
              })
            : null,
        ),
    });
    const to = ['team@acme.test', { secret: 'LEAD' }, 'team2@acme.test'];
    const answer = await mailed(`smtp://127.0.0.1:${port}`, message(), to);
    expect(answer).toEqual({ ok: true, result: 'reached 2 of 3 recipients; recipient 2: SMTP 550 5.1.1' });
    expect(mails[0]?.recipients).toEqual(['team@acme.test', 'team2@acme.test']);
  });

  test.each([
    [550, true],
    [451, false],
  ])('that answers %i to the only recipient', async (responseCode, final) => {
    const { port } = await mailbox({
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(Object.assign(new Error(`no ${address}`), { responseCode })),
    });
    const answer = await mailed(`smtp://127.0.0.1:${port}`, message(), [{ secret: 'LEAD' }]);
    expect(answer).toEqual({ ok: false, final, result: `SMTP ${responseCode}` });
  });

  test('[U39] that is not there, or whose name nobody knows', async () => {
    const nobody = await mailed(`smtp://ops:canary@127.0.0.1:${await closedPort()}`);
    expect(nobody).toMatchObject({ ok: false, final: false });
    const unknown = await mailed('smtps://ops:canary@canary-host.invalid:4650');
    expect(unknown).toMatchObject({ ok: false, final: false });
  });

  test.each(['hang', 'trickle', 'reset'])('that does nothing but %s', async (how) => {
    const port = await serveRaw((socket: net.Socket) => {
      if (how === 'reset') socket.resetAndDestroy();
      if (how !== 'trickle') return;
      const timer = setInterval(() => socket.write('220-wait\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const began = performance.now();
    const answer = await mailed(`smtp://127.0.0.1:${port}`, message(), ['team@acme.test'], 500);
    expect(answer).toMatchObject({ ok: false, final: false });
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test.each(['canary', 'http://canary.test', 'smtp://'])(
    'whose secret is %s is named as wrong',
    async (value) => {
      expect(await mailed(value)).toEqual({
        ok: false,
        final: true,
        result:
          'the secret SMTP_URL is not an address such as smtps://user:password@mail.example.com (WATCHBOOK_SECRET_SMTP_URL)',
      });
    },
  );
});
