import type { Message } from '../../src/response/message.ts';
import type { Channel } from '../../src/response/routes.ts';
import { Delivery } from '../../src/schemas/channel.ts';

/** A message as an outage makes it, with some of it replaced. */
export function message(over: Partial<Message> = {}): Message {
  return {
    key: '20261121T120000Z-acme-shop|opened|acme/ops',
    incident: '20261121T120000Z-acme-shop',
    stage: 'opened',
    action: 'open',
    title: '[SEV1] Shop: not working as it should',
    lines: ['Since Sat 21 Nov 2026, 12:00 UTC, 2 minutes ago.', 'it answered 503', 'For Core team.'],
    links: [
      { label: 'Runbook: The shop is down', url: 'https://book.test/runbooks/acme/ShopDown/' },
      { label: 'Shop', url: 'https://book.test/services/acme/shop/' },
    ],
    severity: 'SEV1',
    urgency: 1,
    domain: 'acme',
    services: ['Shop'],
    startedAt: Date.UTC(2026, 10, 21, 12),
    endedAt: null,
    at: Date.UTC(2026, 10, 21, 12, 2),
    test: false,
    ...over,
  };
}

/** Text that every service would make something of: markup of all kinds, mentions, long words and rare letters. */
export const HOSTILE =
  '<!channel> <@U123> <users/all> @everyone *b* _i_ `c` [x](https://evil.test) <script>alert(1)</script> & "q" \'s\' {{DATE()}} \u202e 👩‍👩‍👧‍👦';

/** Messages at the edges: each action, each urgency, nothing to say, far too much of everything. */
export const EDGES: Readonly<Record<string, Message>> = {
  opened: message(),
  reminder: message({ stage: 'reminder 2', action: 'update', urgency: 2 }),
  closed: message({ stage: 'closed', action: 'close', endedAt: Date.UTC(2026, 10, 21, 13) }),
  'without words and links': message({ lines: [], links: [], services: [], urgency: 5 }),
  hostile: message({
    title: HOSTILE,
    lines: [HOSTILE, HOSTILE],
    urgency: 3,
    links: [{ label: 'a|b>c]d', url: 'https://book.test/a?b=1&c=<2>|3' }],
  }),
  'far too long': message({
    incident: `i${'x'.repeat(900)}`,
    key: `k${'é'.repeat(900)}`,
    title: '👩‍👩‍👧‍👦 ä'.repeat(900),
    lines: Array.from({ length: 60 }, () => '𝕏ü'.repeat(900)),
    links: Array.from({ length: 40 }, (_, i) => ({
      label: `Runbook ${i} ${'ß'.repeat(400)}`,
      url: `https://book.test/${'r'.repeat(i * 60)}/`,
    })),
    services: Array.from({ length: 90 }, (_, i) => `Service number ${i}`),
    severity: 'Severity with many words, and commas '.repeat(9),
    urgency: 4,
  }),
};

/** A channel with a delivery as the schema reads it. */
export function channel(delivery?: unknown, kind: Channel['kind'] = 'slack'): Channel {
  return {
    id: 'ops',
    kind,
    purpose: 'Tells the team',
    address: null,
    audience: 'internal',
    ...(delivery === undefined ? {} : { delivery: Delivery.parse(delivery) }),
  };
}
