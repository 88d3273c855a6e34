import { z } from 'zod';
import { WEEKDAYS } from './rotation.ts';
import { ClockTime, TimeZone, WebUrl } from './vocabulary.ts';

/** Name of a secret; its value is read from the environment as WATCHBOOK_SECRET_NAME and stands nowhere in the book. */
export const SecretName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'use the name of a secret in capitals, such as SLACK_OPS; never its value');

/** The name of a secret in place of a value that the book should not hold. */
const Kept = z.strictObject({ secret: SecretName.describe('Name of the secret that holds it.') });
const Address = z.union([z.email(), Kept]);
const Phone = z.union([
  z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number in the form of E.164, such as +14155550100'),
  Kept,
]);
const UrlSecret = SecretName.describe('Name of the secret that holds the address of the webhook.');
const Endpoint = WebUrl.optional().describe(
  'Address of the service where it is another one: of another region, or of a compatible service.',
);

/** How a message reaches a channel. Addresses that are secrets themselves, such as webhooks, are named, never written. */
export const Delivery = z.discriminatedUnion('via', [
  z.strictObject({
    via: z.literal('smtp').describe('E-mail.'),
    serverSecret: SecretName.default('SMTP_URL').describe(
      'Secret with the server: smtps://user:password@mail.example.com.',
    ),
    from: z.string().min(3).describe('Sender, such as Watchbook <status@example.com>.'),
    to: z.array(Address).min(1).describe('Who gets it.'),
  }),
  z.strictObject({
    via: z.literal('slack').describe('Slack, by an incoming webhook.'),
    urlSecret: UrlSecret,
  }),
  z.strictObject({
    via: z.literal('teams').describe('Microsoft Teams, by a workflow that takes webhooks.'),
    urlSecret: UrlSecret,
  }),
  z.strictObject({
    via: z.literal('discord').describe('Discord, by a webhook of the channel.'),
    urlSecret: UrlSecret,
  }),
  z.strictObject({
    via: z.literal('google chat').describe('Google Chat, by a webhook of the space.'),
    urlSecret: UrlSecret,
  }),
  z.strictObject({
    via: z.literal('telegram').describe('Telegram, by a bot.'),
    tokenSecret: SecretName.describe('Name of the secret that holds the token of the bot.'),
    chat: z.union([z.string().min(1), Kept]).describe('Id of the chat.'),
    endpoint: Endpoint,
  }),
  z.strictObject({
    via: z.literal('ntfy').describe('ntfy.sh, or a server of yours.'),
    topic: z
      .union([z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), Kept])
      .describe('Topic; whoever knows it can read it.'),
    tokenSecret: SecretName.optional().describe(
      'Name of the secret that holds the access token, where the topic needs one.',
    ),
    endpoint: Endpoint,
  }),
  z.strictObject({
    via: z.literal('pagerduty').describe('PagerDuty, by the Events API v2.'),
    keySecret: SecretName.describe('Secret with the integration key of the Events API v2.'),
    endpoint: Endpoint,
  }),
  z.strictObject({
    via: z.literal('opsgenie').describe('Opsgenie, or what takes its alerts.'),
    keySecret: SecretName.describe('Secret with the key of an API integration.'),
    responders: z.array(z.string().min(1)).default([]).describe('Names of teams there.'),
    endpoint: Endpoint,
  }),
  z.strictObject({
    via: z.literal('twilio').describe('SMS or WhatsApp, by Twilio.'),
    medium: z.enum(['sms', 'whatsapp']).describe('What the number is called by.'),
    accountSecret: SecretName.default('TWILIO_ACCOUNT_SID').describe(
      'Name of the secret that holds the account.',
    ),
    tokenSecret: SecretName.default('TWILIO_AUTH_TOKEN').describe('Name of the secret that holds its token.'),
    from: Phone.describe('Number it comes from.'),
    to: z.array(Phone).min(1).describe('Numbers of those who get it.'),
    endpoint: Endpoint,
  }),
  z.strictObject({
    via: z.literal('webhook').describe('A program of yours, by a signed request.'),
    urlSecret: UrlSecret,
    signingSecret: SecretName.describe(
      'Secret with which each request is signed, so that the receiver can tell ours from others.',
    ),
  }),
]);
export type Delivery = z.infer<typeof Delivery>;
export const DELIVERY_KINDS = [
  'smtp',
  'slack',
  'teams',
  'discord',
  'google chat',
  'telegram',
  'ntfy',
  'pagerduty',
  'opsgenie',
  'twilio',
  'webhook',
] as const satisfies readonly Delivery['via'][];

/** Hours on the clock of a zone; `to` before `from` goes past midnight, and the days are those on which they begin. */
export const Hours = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...WEEKDAYS])
    .describe('Days of the week.'),
  from: ClockTime.describe('Begin.'),
  to: ClockTime.describe('End; not part of the hours.'),
  timeZone: TimeZone.describe('Zone of the clock.'),
});
export type Hours = z.infer<typeof Hours>;
