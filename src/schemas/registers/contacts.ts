import { z } from 'zod';
import { Delivery } from '../channel.ts';
import { ResponseTarget } from '../duration.ts';
import { Audience, Slug, WebUrl } from '../vocabulary.ts';

export const CHANNEL_KINDS = [
  'slack',
  'teams',
  'discord',
  'google chat',
  'telegram',
  'ntfy',
  'email',
  'pagerduty',
  'opsgenie',
  'webhook',
  'sms',
  'whatsapp',
  'phone',
  'dashboard',
  'status page',
  'wiki',
  'web',
] as const;

const Channel = z.strictObject({
  id: Slug.describe('Id by which alert routes and teams name the channel.'),
  kind: z.enum(CHANNEL_KINDS).describe('Medium.'),
  purpose: z.string().min(4).describe('What it is for.'),
  address: z
    .string()
    .min(2)
    .nullable()
    .describe('Channel name, address or number; null where it is not in the book.'),
  url: WebUrl.optional().describe('Where to open it.'),
  audience: Audience.default('internal').describe('public where customers may use it.'),
  note: z.string().optional().describe('What else the source says of it.'),
  delivery: Delivery.optional().describe(
    'How alerts are brought there; without it the channel is for people only, and an alert on its way there fails aloud.',
  ),
});

const Vendor = z.strictObject({
  id: Slug.describe('Id by which services name the vendor.'),
  name: z.string().min(2).describe('Name of the vendor.'),
  support: z.string().optional().describe('Support tier.'),
  responds: ResponseTarget.optional().describe('How soon the vendor responds.'),
  statusPage: WebUrl.optional().describe("The vendor's own status page."),
});

/** Channels, vendors and pointers to people that are not in the book. */
export const Contacts = z.strictObject({
  channels: z.array(Channel).default([]).describe('Channels by purpose.'),
  vendors: z.array(Vendor).default([]).describe('Vendors and their support.'),
});
export type Contacts = z.infer<typeof Contacts>;
