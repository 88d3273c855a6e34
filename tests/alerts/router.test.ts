import { describe, expect, test } from 'vitest';
import { createSender } from '../../src/alerts/send.ts';
import { loadBook } from '../../src/book/load.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { situationOf } from '../../src/response/fold.ts';
import { imagine } from '../../src/response/imagine.ts';
import { messageOf } from '../../src/response/message.ts';
import { dueNotices } from '../../src/response/notices.ts';
import { tiersOf } from '../../src/response/on-call.ts';
import { type Channel, routesOf } from '../../src/response/routes.ts';
import { detailOf, isOfKind, typedEvent } from '../../src/schemas/event.ts';
import { smallBook } from '../book/made.ts';
import { MINUTE, made, START, World } from '../response/world.ts';
import { mailbox } from './mailbox.ts';
import { type Behaviour, type Receiver, receiver } from './receiver.ts';
import { problemsOf } from './vendors.ts';

const yes: Behaviour = { status: 200, body: 'ok', type: 'text/html' };
const HOUR = 60 * MINUTE;

const SHOP = smallBook().get('services/acme/shop.mdx') as string;

/** Channels with one receiver each: by name, over the webhook of Slack or a signed one of our own. */
const channelsYaml = (ids: readonly string[]) =>
  `channels:\n${ids
    .map((id) => {
      const secret = id.toUpperCase();
      const delivery = id.startsWith('hook')
        ? `{ via: webhook, urlSecret: ${secret}, signingSecret: SIGNING }`
        : `{ via: slack, urlSecret: ${secret} }`;
      return `  - { id: ${id}, kind: ${id.startsWith('hook') ? 'webhook' : 'slack'}, purpose: Tells people, address: null, delivery: ${delivery} }`;
    })
    .join('\n')}\nvendors:\n  - { id: cloud, name: Cloud }\n`;

const severitiesYaml = (routes: string, more = '') => `levels:
  - { id: SEV1, urgency: 1, description: Nobody can buy, responds: 15m }
  - { id: SEV2, urgency: 2, description: Some cannot buy }
  - { id: SEV3, urgency: 3, description: A typing mistake }
${more}routes:
${routes}`;

/** A world whose messages go over real connections. */
class Wired extends World {
  readonly there: Readonly<Record<string, Receiver>>;
  readonly secrets: Record<string, string>;
  now = START;

  constructor(files: Record<string, string>, there: Readonly<Record<string, Receiver>>) {
    super(made(files));
    this.there = there;
    this.secrets = { SIGNING: 'canary-signing' };
    for (const [id, { origin }] of Object.entries(there))
      this.secrets[id.toUpperCase()] = `${origin}/canary-path-of-${id}`;
  }

  override outside(now: number) {
    const send = createSender({
      resolveSecret: (name) => this.secrets[name],
      timeoutMs: 300,
      now: () => now,
    });
    return { ...super.outside(now), send };
  }

  /** One look of each service, then a run. */
  async minute(looks: Readonly<Record<string, 'up' | 'down' | 'degraded'>>, after = MINUTE): Promise<void> {
    for (const [service, outcome] of Object.entries(looks)) this.look(service, this.now, outcome);
    expect(await this.run(this.now + 5000)).toBe(true);
    this.now += after;
  }

  titles(id: string): string[] {
    return (this.there[id]?.received ?? []).map(({ body }) => {
      const { title, stage, text } = JSON.parse(body) as { title?: string; stage?: string; text?: string };
      return stage === undefined ? (text ?? '') : `${stage}: ${title}`;
    });
  }
}

async function wired(ids: readonly string[], routes: string, more: Record<string, string> = {}, every = '') {
  const there: Record<string, Receiver> = {};
  for (const id of ids) there[id] = await receiver(() => (id.startsWith('hook') ? { status: 204 } : yes));
  const files = {
    'domains/acme/contacts.yaml': channelsYaml(ids),
    'domains/acme/severities.yaml': severitiesYaml(routes, every),
    ...more,
  };
  return new Wired(files, there);
}

const DOCS = {
  'services/acme/docs.mdx': SHOP.replace('title: Shop', 'title: Docs').replace(
    'severity: SEV1',
    'severity: SEV3',
  ),
};

describe('from an outage over the router to real receivers', () => {
  test('[U37] each service and severity goes to its own channels', async () => {
    const world = await wired(
      ['hook-shop', 'hook-docs', 'hook-all'].map((id) => id.replace('-', '')),
      `  - { levels: [SEV1], channels: [hookshop], services: [acme/shop], wakes: true }
  - { levels: [SEV1, SEV3], channels: [hookdocs], services: [acme/docs], wakes: false }
  - { levels: [SEV1, SEV2], channels: [hookall], wakes: false }
`,
      DOCS,
    );
    for (let i = 0; i < 3; i += 1) await world.minute({ 'acme/docs': 'down', 'acme/shop': 'up' });
    expect(world.titles('hookdocs')).toEqual(['opened: [SEV3] Docs: not working as it should']);
    expect(world.titles('hookshop')).toEqual([]);
    expect(world.titles('hookall')).toEqual([]);
    // So much later that it is another incident.
    for (let i = 0; i < 10; i += 1) await world.minute({ 'acme/docs': 'up', 'acme/shop': 'up' });
    for (let i = 0; i < 3; i += 1) await world.minute({ 'acme/docs': 'up', 'acme/shop': 'down' });
    expect(world.titles('hookshop')).toEqual(['opened: [SEV1] Shop: not working as it should']);
    expect(world.titles('hookall')).toEqual(['opened: [SEV1] Shop: not working as it should']);
    expect(world.titles('hookdocs').at(-1)).toBe('closed: [SEV3] Docs: up again');
  });

  test('[U37] the structured payload is the documented one, once for each message, under its key', async () => {
    const world = await wired(['hook'], '  - { levels: [SEV1], channels: [hook], wakes: true }\n');
    for (let i = 0; i < 4; i += 1) await world.minute({ 'acme/shop': 'down' });
    // A second machine that asks at the same time finds nothing left to do.
    await world.run(world.now, 'elsewhere');
    for (let i = 0; i < 8; i += 1) await world.minute({ 'acme/shop': 'up' });
    const received = world.there['hook']?.received ?? [];
    const bodies = received.map(({ body }) => JSON.parse(body));
    expect(received.flatMap(({ body }) => problemsOf('webhook', body))).toEqual([]);
    expect(bodies.map(({ action, stage }) => `${action} ${stage}`)).toEqual(['open opened', 'close closed']);
    expect(new Set(bodies.map(({ incident }) => incident)).size).toBe(1);
    const keys = received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(bodies.map(({ key }) => key));
    expect(new Set(keys).size).toBe(2);
  });

  test('[U37] a receiver that took the message and was never heard is told again under the same key', async () => {
    const world = await wired(['hook'], '  - { levels: [SEV1], channels: [hook], wakes: true }\n');
    const hook = world.there['hook'] as Receiver;
    hook.answer = () => 'hang';
    for (let i = 0; i < 2; i += 1) await world.minute({ 'acme/shop': 'down' });
    expect(hook.received.length).toBe(1);
    hook.answer = () => ({ status: 204 });
    for (let i = 0; i < 3; i += 1) await world.minute({ 'acme/shop': 'down' });
    expect(hook.received.length).toBe(2);
    const [first, again] = hook.received;
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(again?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  });

  test('[U37] it is repeated at its interval until somebody takes it on', async () => {
    const world = await wired(
      ['hook'],
      '  - { levels: [SEV1], channels: [hook], wakes: true, remindEvery: 30m }\n',
    );
    for (let i = 0; i < 70; i += 1) await world.minute({ 'acme/shop': 'down' });
    const stages = () => world.titles('hook').map((title) => title.split(':')[0]);
    expect(stages()).toEqual(['opened', 'reminder 1', 'reminder 2']);
    const times = (world.there['hook']?.received ?? []).map(({ body }) => Date.parse(JSON.parse(body).at));
    for (const [i, at] of times.slice(1).entries())
      expect(Math.abs(at - (times[i] as number) - 30 * MINUTE)).toBeLessThan(2 * MINUTE);
    const incident = world.log.find(({ kind }) => kind === 'incident opened')?.key ?? '';
    world.log.push(
      typedEvent(world.now, 'alert acknowledged', incident, { by: 'acme/core', via: 'command' }),
    );
    for (let i = 0; i < 90; i += 1) await world.minute({ 'acme/shop': 'down' });
    expect(stages()).toEqual(['opened', 'reminder 1', 'reminder 2']);
  });

  test('[U37] what every channel answered stands in the log, and one that fails keeps no other waiting', async () => {
    const ids = ['hang', 'reset', 'angry', 'gone', 'hook', 'fine'];
    const world = await wired(ids, `  - { levels: [SEV1], channels: [${ids.join(', ')}], wakes: true }\n`);
    const answers: Readonly<Record<string, Behaviour>> = {
      hang: 'hang',
      reset: 'reset',
      angry: { status: 500, body: 'rollup_error', type: 'text/html' },
      gone: { status: 404, body: 'no_service', type: 'text/html' },
    };
    for (const [id, answer] of Object.entries(answers)) (world.there[id] as Receiver).answer = () => answer;
    await world.minute({ 'acme/shop': 'down' });
    const began = performance.now();
    await world.minute({ 'acme/shop': 'down' });
    // Side by side: one wait for all of them, not one for each.
    expect(performance.now() - began).toBeLessThan(1500);
    const results = world.log.flatMap((event) =>
      isOfKind(event, 'alert sent') || isOfKind(event, 'alert failed')
        ? [
            `${detailOf(event).channel} ${event.kind}: ${detailOf(event).result}, ${detailOf(event).final ?? 'again'}`,
          ]
        : [],
    );
    expect(results.sort()).toEqual([
      'acme/angry alert failed: HTTP 500: rollup_error, again',
      'acme/fine alert sent: HTTP 200, again',
      'acme/gone alert failed: HTTP 404: no_service, true',
      'acme/hang alert failed: no answer within 0.3 s, again',
      'acme/hook alert sent: HTTP 204, again',
      'acme/reset alert failed: the connection was broken off (ECONNRESET), again',
    ]);
    expect(world.faults.length).toBe(4);
    // Those that may come back are tried again, and those that were told are not told twice.
    for (const id of ['hang', 'reset', 'angry']) (world.there[id] as Receiver).answer = () => yes;
    for (let i = 0; i < 4; i += 1) await world.minute({ 'acme/shop': 'down' });
    const counts = ids.map((id) => world.there[id]?.received.length);
    expect(counts).toEqual([2, 2, 2, 1, 1, 1]);
  });

  test('[U39] secrets stand neither in the log nor in what the run tells', async () => {
    const world = await wired(
      ['slack1', 'hook'],
      '  - { levels: [SEV1], channels: [slack1, hook], wakes: true }\n',
    );
    (world.there['slack1'] as Receiver).answer = ({ path, body }) => ({
      status: 500,
      body: `${path} ${body}`,
    });
    (world.there['hook'] as Receiver).answer = ({ path, headers }) => ({
      status: 403,
      body: JSON.stringify({ message: `${path} ${headers['webhook-signature']}` }),
    });
    for (let i = 0; i < 3; i += 1) await world.minute({ 'acme/shop': 'down' });
    expect(world.log.some(({ kind }) => kind === 'alert failed')).toBe(true);
    const all = JSON.stringify([world.log, world.faults]);
    expect(all).not.toContain('canary');
    for (const { origin } of Object.values(world.there)) expect(all).not.toContain(new URL(origin).port);
  });
});

describe('the routes of the sample book', async () => {
  const { book } = await loadBook(process.cwd(), 'content');
  const onCall = tiersOf(book);
  const told = (service: string, state: 'down' | 'degraded', at = START) => [
    ...new Set(imagine(book, [{ service, state }], onCall, at).map(({ channel }) => channel)),
  ];

  /** A channel whose service stands on this machine, with the secrets that it names. */
  const here = (channel: Channel, origin: string): Channel =>
    channel.delivery?.via === 'twilio'
      ? { ...channel, delivery: { ...channel.delivery, endpoint: origin } }
      : channel;

  async function deliver(service: string, state: 'down' | 'degraded', secrets: Record<string, string>) {
    const twilio = await receiver(() => ({ status: 201, body: '{"sid":"SM1"}' }));
    const post = await mailbox({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    const all: Record<string, string> = {
      ...secrets,
      ...(secrets['TWILIO_AUTH_TOKEN']
        ? { SMTP_URL: `smtp://alerts%40studiovault.test:right-password@127.0.0.1:${post.port}` }
        : {}),
    };
    const send = createSender({ resolveSecret: (name) => all[name], timeoutMs: 2000 });
    const world = new World(book);
    const outside = {
      ...world.outside(0),
      send: (channel: Channel, what: Parameters<typeof send>[1]) => send(here(channel, twilio.origin), what),
    };
    const asking = {
      book,
      whole: true,
      location: 'local',
      addresses: { handbook: null, status: null },
      onCall,
    };
    const faults: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      world.look(service, START + i * MINUTE, state);
      const now = START + i * MINUTE + 5000;
      const at = { ...outside, observe: () => world.observe(now) };
      faults.push(...(await reconcile({ ...asking, now }, at)).faults);
    }
    const forms = twilio.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    return { forms, mails: post.mails, log: world.log, faults };
  }

  const SECRETS = {
    TWILIO_ACCOUNT_SID: 'AC1234567890',
    TWILIO_AUTH_TOKEN: 'token-of-twilio',
    STUDIOVAULT_WHATSAPP_FROM: '+15005550006',
    STUDIOVAULT_SMS_FROM: '+15005550007',
    STUDIOVAULT_CORE_TEAM_PHONE: '+14155550101',
    STUDIOVAULT_ALERT_MAIL: 'core@studiovault.test',
  };

  test('[K11] SEV1 of StudioVault reaches the core team by WhatsApp and SMS', async () => {
    expect(told('studiovault/payments', 'down')).toEqual(['studiovault/whatsapp', 'studiovault/sms']);
    const { forms, mails } = await deliver('studiovault/payments', 'down', SECRETS);
    expect(forms.map(({ From, To }) => `${From} > ${To}`).sort()).toEqual([
      '+15005550007 > +14155550101',
      'whatsapp:+15005550006 > whatsapp:+14155550101',
    ]);
    for (const { Body } of forms) expect(Body).toContain('[SEV1]');
    expect(mails).toEqual([]);
  });

  test('[K11] SEV2 and SEV3 reach e-mail and dashboard, and no phone', async () => {
    const levels = new Map(
      routesOf(book, 'studiovault').flatMap(({ route }) => route.levels.map((id) => [id, route] as const)),
    );
    for (const id of ['SEV2', 'SEV3'])
      expect([levels.get(id)?.channels, levels.get(id)?.wakes]).toEqual([['email', 'dashboard'], false]);
    const service = [...book.collections.services.values()].find(
      ({ data }) => data.domain === 'studiovault' && data.severity === 'SEV2',
    );
    const id = service?.id ?? '';
    expect(told(id, 'down')).toEqual(['studiovault/email', 'studiovault/dashboard']);
    const { forms, mails, log } = await deliver(id, 'down', SECRETS);
    expect(forms).toEqual([]);
    // The book holds no address to send from, so it is the one with which the server is logged in to.
    expect(mails.map(({ recipients, parsed }) => [recipients, parsed.from])).toEqual([
      [['core@studiovault.test'], { name: 'StudioVault alerts', address: 'alerts@studiovault.test' }],
    ]);
    const results = log.flatMap((event) =>
      isOfKind(event, 'alert sent') || isOfKind(event, 'alert failed') ? [detailOf(event).result] : [],
    );
    expect(results).toContain('shown on the dashboard');
  });

  test('[K11] without credentials the error is loud, names what is missing, and the outage is kept', async () => {
    const { forms, log, faults } = await deliver('studiovault/payments', 'down', {});
    expect(forms).toEqual([]);
    const failed = log.flatMap((event) => (isOfKind(event, 'alert failed') ? [detailOf(event)] : []));
    expect(failed.map(({ channel, final, result }) => [channel, final, result])).toEqual(
      ['whatsapp', 'sms'].map((id) => [
        `studiovault/${id}`,
        true,
        'the secret TWILIO_ACCOUNT_SID is not set (WATCHBOOK_SECRET_TWILIO_ACCOUNT_SID)',
      ]),
    );
    expect(faults.join('\n')).toContain('WATCHBOOK_SECRET_TWILIO_ACCOUNT_SID');
    const { incidents } = situationOf(log);
    expect([...incidents.values()].map(({ severity, closedAt }) => [severity, closedAt])).toEqual([
      ['SEV1', null],
    ]);
  });

  test('[K11] what may wait for the next business day is not sent on a Saturday', async () => {
    const files = {
      'domains/acme/severities.yaml': severitiesYaml(
        '  - { levels: [SEV1, SEV2, SEV3], channels: [mail], wakes: false, when: next business day }\n',
      ),
    };
    const small = made(files);
    const log = [
      typedEvent(START, 'incident opened', 'costs', {
        origin: 'outside',
        domain: 'acme',
        severity: 'SEV3',
        services: [],
        startedAt: new Date(START).toISOString(),
        title: 'Costs grow',
      }),
    ];
    const due = (now: number) =>
      dueNotices(situationOf(log), { book: small, onCall: () => [] }, 'local', now);
    const monday = Date.UTC(2026, 10, 23, 9);
    expect(new Date(START).getUTCDay()).toBe(6);
    expect(due(START + 12 * HOUR)).toEqual([]);
    expect(due(monday - 1000)).toEqual([]);
    const [notice] = due(monday);
    expect(notice && messageOf(notice, small, [], { handbook: null, status: null }, monday).title).toBe(
      '[SEV3] Costs grow',
    );
  });
});
