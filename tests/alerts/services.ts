import type { Behaviour, Received } from './receiver.ts';
import type { problemsOf } from './vendors.ts';

type Via = Parameters<typeof problemsOf>[0];

/** A service that answers over HTTP: how a channel names it, its secrets at an origin, and how it says yes. */
export interface Service {
  readonly via: Via;
  readonly delivery: (origin: string) => unknown;
  readonly secrets: (origin: string) => Readonly<Record<string, string>>;
  /** Path to which the message of the opening goes. */
  readonly path: string;
  readonly yes: Behaviour;
}

const json = (status: number, body: object): Behaviour => ({ status, body: JSON.stringify(body) });

/** Every service, with secrets that look like those of the service and exist nowhere. */
export const SERVICES: readonly Service[] = [
  {
    via: 'slack',
    delivery: () => ({ via: 'slack', urlSecret: 'SLACK_OPS' }),
    secrets: (origin) => ({ SLACK_OPS: `${origin}/services/T0CANARY1/B0CANARY2/canarySlack3XYZabcdef012` }),
    path: '/services/T0CANARY1/B0CANARY2/canarySlack3XYZabcdef012',
    yes: { status: 200, body: 'ok', type: 'text/html' },
  },
  {
    via: 'teams',
    delivery: () => ({ via: 'teams', urlSecret: 'TEAMS_OPS' }),
    secrets: (origin) => ({
      TEAMS_OPS: `${origin}/workflows/canaryflow123/triggers/manual/paths/invoke?api-version=2016-06-01&sig=canarySig%2F456abc`,
    }),
    path: '/workflows/canaryflow123/triggers/manual/paths/invoke?api-version=2016-06-01&sig=canarySig%2F456abc',
    yes: { status: 202 },
  },
  {
    via: 'discord',
    delivery: () => ({ via: 'discord', urlSecret: 'DISCORD_OPS' }),
    secrets: (origin) => ({ DISCORD_OPS: `${origin}/api/webhooks/199900001111/canaryDiscordTokenABCdef_1` }),
    path: '/api/webhooks/199900001111/canaryDiscordTokenABCdef_1?wait=true',
    yes: json(200, { id: '1', type: 0 }),
  },
  {
    via: 'google chat',
    delivery: () => ({ via: 'google chat', urlSecret: 'CHAT_OPS' }),
    secrets: (origin) => ({
      CHAT_OPS: `${origin}/v1/spaces/canarySpace1/messages?key=canaryKey23456&token=canaryToken789xyz`,
    }),
    path: '/v1/spaces/canarySpace1/messages?key=canaryKey23456&token=canaryToken789xyz&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD',
    yes: json(200, { name: 'spaces/1/messages/2' }),
  },
  {
    via: 'telegram',
    delivery: (origin) => ({
      via: 'telegram',
      tokenSecret: 'TELEGRAM_BOT',
      chat: { secret: 'TELEGRAM_CHAT' },
      endpoint: origin,
    }),
    secrets: () => ({ TELEGRAM_BOT: '7770001112:canaryTelegramTokenABC', TELEGRAM_CHAT: '-1009988776655' }),
    path: '/bot7770001112:canaryTelegramTokenABC/sendMessage',
    yes: json(200, { ok: true, result: { message_id: 1, text: 'x'.repeat(6000) } }),
  },
  {
    via: 'ntfy',
    delivery: (origin) => ({
      via: 'ntfy',
      topic: { secret: 'NTFY_TOPIC' },
      tokenSecret: 'NTFY_TOKEN',
      endpoint: origin,
    }),
    secrets: () => ({ NTFY_TOPIC: 'canary-topic-44', NTFY_TOKEN: 'tk_canaryNtfyToken0123456789' }),
    path: '/',
    yes: json(200, { id: 'x', event: 'message' }),
  },
  {
    via: 'pagerduty',
    delivery: (origin) => ({ via: 'pagerduty', keySecret: 'PAGERDUTY_KEY', endpoint: origin }),
    secrets: () => ({ PAGERDUTY_KEY: 'canary0pagerduty0routing0key0123' }),
    path: '/v2/enqueue',
    yes: json(202, { status: 'success', message: 'Event processed', dedup_key: 'x' }),
  },
  {
    via: 'opsgenie',
    delivery: (origin) => ({
      via: 'opsgenie',
      keySecret: 'OPSGENIE_KEY',
      responders: ['Core'],
      endpoint: origin,
    }),
    secrets: () => ({ OPSGENIE_KEY: 'canary00-0000-opsg-0000-enie00000001' }),
    path: '/v2/alerts',
    yes: json(202, { result: 'Request will be processed', took: 0.1, requestId: 'x' }),
  },
  {
    via: 'twilio',
    delivery: (origin) => ({
      via: 'twilio',
      medium: 'sms',
      from: '+15005550006',
      to: ['+14155550101', { secret: 'PHONE_LEAD' }],
      endpoint: origin,
    }),
    secrets: () => ({
      TWILIO_ACCOUNT_SID: 'ACcanary000000000000000000000000',
      TWILIO_AUTH_TOKEN: 'canaryTwilioAuthToken00000000000',
      PHONE_LEAD: '+14155550199',
    }),
    path: '/2010-04-01/Accounts/ACcanary000000000000000000000000/Messages.json',
    yes: json(201, { sid: 'SM1', status: 'queued' }),
  },
  {
    via: 'webhook',
    delivery: () => ({ via: 'webhook', urlSecret: 'HOOK_URL', signingSecret: 'HOOK_SIGNING' }),
    secrets: (origin) => ({
      HOOK_URL: `${origin.replace('://', '://canaryuser:canarypass@')}/hook/canaryHookPath99?t=canaryHookToken`,
      HOOK_SIGNING: 'canary-signing-secret-abc',
    }),
    path: '/hook/canaryHookPath99?t=canaryHookToken',
    yes: { status: 204 },
  },
];

/** Texts that must leave with no result: the secrets of a service, and every number and address in its settings. */
export function canariesOf(service: Service, origin: string): string[] {
  const { host, port } = new URL(origin);
  return [
    ...Object.values(service.secrets(origin)).flatMap((value) => [value, encodeURIComponent(value)]),
    'canary',
    host,
    port,
    '+1415555',
    '14155550101',
    '-1009988776655',
    Buffer.from('ACcanary000000000000000000000000:canaryTwilioAuthToken00000000000').toString('base64'),
  ].filter((canary) => canary !== '');
}

/** Everything that a request held, as a rude service would repeat it. */
export function echo({ path, headers, body }: Received): string {
  return `${path} ${Object.values(headers).join(' ')} ${body}`;
}
