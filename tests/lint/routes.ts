import { edited, smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const SEVERITIES = 'domains/acme/severities.yaml';
const CONTACTS = 'domains/acme/contacts.yaml';
const SETTINGS = 'watchbook.yaml';
const SHOP = 'services/acme/shop.mdx';

/** The small book with other routes. */
const routes = (...lines: string[]) =>
  edited(SEVERITIES, /routes:\n[\s\S]*$/, `routes:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
/** Fields of the channels of the small book, by id. */
const delivered = (fields: Readonly<Record<string, string>>, from = smallBook()) => {
  const text = Object.entries(fields).reduce(
    (yaml, [id, more]) => yaml.replace(new RegExp(`(\\{ id: ${id}, .*?) \\}\n`), `$1, ${more} }\n`),
    from.get(CONTACTS) as string,
  );
  return new Map([...from, [CONTACTS, text]]);
};

const SMS = 'delivery: { via: twilio, medium: sms, from: { secret: SMS_FROM }, to: [{ secret: SMS_TO }] }';
const MAIL = 'delivery: { via: smtp, from: Acme, to: [{ secret: ALERT_MAIL }] }';
const ALL = '{ levels: [SEV2, SEV3], channels: [mail], wakes: false }';
const FIRST = '{ levels: [SEV1], channels: [phone], wakes: true }';

/** Books whose routes are right, and that are wrong in one way. */
export const ROUTES: Readonly<Record<string, readonly Case[]>> = {
  'route-without-delivery': [
    {
      name: 'a channel that nothing brings messages to, beside one that is reached',
      files: delivered({ phone: SMS }),
      expected: [`${SEVERITIES}:7:40`],
    },
    { name: 'channels that are all reached', files: delivered({ phone: SMS, mail: MAIL }), expected: [] },
    { name: 'a domain that delivers nothing from here', files: smallBook(), expected: [] },
    {
      name: 'a dashboard, which everybody sees',
      files: new Map([
        ...delivered({ phone: SMS }),
        [
          CONTACTS,
          delivered({ phone: SMS })
            .get(CONTACTS)
            ?.replace('id: mail, kind: email', 'id: mail, kind: dashboard') ?? '',
        ],
      ]),
      expected: [],
    },
  ],
  'delivery-of-kind': [
    {
      name: 'mail that comes as an SMS',
      files: delivered({ mail: SMS }),
      expected: [`${CONTACTS}:3:97`],
    },
    {
      name: 'an SMS that comes over WhatsApp',
      files: delivered({ phone: SMS.replace('medium: sms', 'medium: whatsapp') }),
      expected: [`${CONTACTS}:2:77`],
    },
    { name: 'mail by mail and SMS by SMS', files: delivered({ phone: SMS, mail: MAIL }), expected: [] },
    {
      name: 'a webhook of one’s own, which may lead anywhere',
      files: delivered({ phone: 'delivery: { via: webhook, urlSecret: OWN, signingSecret: OWN_SIGNING }' }),
      expected: [],
    },
  ],
  'level-without-route': [
    {
      name: 'a level that was forgotten',
      files: routes(FIRST, '{ levels: [SEV2], channels: [mail], wakes: false }'),
      expected: [`${SEVERITIES}:4:11`],
    },
    { name: 'levels that are all routed', files: routes(FIRST, ALL), expected: [] },
    {
      name: 'a domain that routes nothing',
      files: edited(SEVERITIES, /routes:\n[\s\S]*$/, ''),
      expected: [],
    },
  ],
  'service-without-route': [
    {
      name: 'a service whose level has routes for another one only',
      files: new Map([
        ...routes('{ levels: [SEV1], channels: [phone], wakes: true, services: [acme/docs] }', ALL),
        ['services/acme/docs.mdx', (smallBook().get(SHOP) as string).replace('title: Shop', 'title: Docs')],
      ]),
      expected: [`${SHOP}:6:11`],
    },
    {
      name: 'a service that a route names',
      files: routes('{ levels: [SEV1], channels: [phone], wakes: true, services: [acme/shop] }', ALL),
      expected: [],
    },
  ],
  'routes-meet': [
    {
      name: 'two routes that tell one channel of one level',
      files: routes(
        FIRST,
        ALL,
        '{ levels: [SEV3], channels: [mail], wakes: false, when: next business day }',
      ),
      expected: [`${SEVERITIES}:8:34`],
    },
    {
      name: 'hours of the one inside all hours of the other',
      files: routes(
        FIRST,
        ALL,
        '{ levels: [SEV3], channels: [mail], wakes: false, hours: { from: "09:00", to: "17:00", timeZone: Etc/UTC } }',
      ),
      expected: [`${SEVERITIES}:8:34`],
    },
    {
      name: 'two shifts that follow each other',
      files: routes(
        FIRST,
        '{ levels: [SEV2, SEV3], channels: [mail], wakes: false, hours: { from: "09:00", to: "17:00", timeZone: Etc/UTC } }',
        '{ levels: [SEV2, SEV3], channels: [mail], wakes: false, hours: { from: "17:00", to: "09:00", timeZone: Etc/UTC } }',
      ),
      expected: [],
    },
    {
      name: 'one channel for different levels',
      files: routes(FIRST.replace('phone', 'mail'), ALL),
      expected: [],
    },
  ],
  'unknown-keeper': [
    {
      name: 'a domain that the book does not have',
      files: smallBook({ [SETTINGS]: 'name: Test book\nalerting: { keeper: acne }\n' }),
      expected: [`${SETTINGS}:2:21 (acme)`],
    },
    {
      name: 'a domain that routes nothing',
      files: new Map([
        ...edited(SEVERITIES, /routes:\n[\s\S]*$/, ''),
        [SETTINGS, 'name: Test book\nalerting: { keeper: acme }\n'],
      ]),
      expected: [`${SETTINGS}:2:21`],
    },
    {
      name: 'a domain with routes',
      files: smallBook({ [SETTINGS]: 'name: Test book\nalerting: { keeper: acme }\n' }),
      expected: [],
    },
  ],
};
