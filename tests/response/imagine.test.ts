import { beforeAll, describe, expect, test } from 'vitest';
import type { Book } from '../../src/book/book.ts';
import { loadBook } from '../../src/book/load.ts';
import { type Imagined, imagine } from '../../src/response/imagine.ts';
import { tiersOf } from '../../src/response/on-call.ts';
import { made } from './world.ts';

const FRIDAY = Date.UTC(2026, 10, 20, 22);
const MINUTE = 60_000;

let sample: Book;
beforeAll(async () => {
  sample = (await loadBook(process.cwd())).book;
});

const told = (book: Book, outages: Imagined[], now = FRIDAY) =>
  imagine(book, outages, tiersOf(book), now).map(
    ({ afterMs, channel, stage, to }) =>
      `${afterMs / MINUTE} ${channel} ${stage}${to === null ? '' : ` for ${to}`}`,
  );

describe('an imagined outage', () => {
  test('[K11] of the highest level goes to the phones of the core team, and of a lower one wakes nobody', () => {
    expect(told(sample, [{ service: 'studiovault/payments', state: 'down' }])).toEqual([
      '0 studiovault/whatsapp opened for studiovault/core-team',
      '0 studiovault/sms opened for studiovault/core-team',
    ]);
    for (const service of ['studiovault/delivery-portal', 'studiovault/notifications']) {
      const lines = told(sample, [{ service, state: 'down' }]);
      expect(lines).toEqual(['0 studiovault/email opened', '0 studiovault/dashboard opened']);
    }
    expect(told(sample, [{ service: 'studiovault/payments', state: 'degraded' }]).join()).not.toMatch(
      /sms|whatsapp/,
    );
  });

  test('of a service and of one that depends on it is told once', () => {
    const book = made({
      'services/acme/api.mdx': `---
title: Interface
summary: What the shop asks.
domain: acme
owner: Core
severity: SEV1
dependsOn: [acme/shop]
---
`,
    });
    const both: Imagined[] = ['acme/api', 'acme/shop'].map((service) => ({ service, state: 'down' }));
    expect(told(book, both)).toEqual(['0 acme/phone opened for acme/core']);
  });

  test('is repeated until somebody takes it on, and what waits for a business day is named with its hour', () => {
    const severities = `levels:
  - { id: SEV1, urgency: 1, description: Nobody can buy }
  - { id: SEV2, urgency: 3, description: Some cannot buy }
routes:
  - { levels: [SEV1], channels: [phone], wakes: true, remindEvery: 1h }
  - { levels: [SEV2], channels: [mail], wakes: false, when: next business day }
`;
    const book = made({ 'domains/acme/severities.yaml': severities });
    expect(told(book, [{ service: 'acme/shop', state: 'down' }])).toEqual([
      '0 acme/phone opened',
      ...[1, 2, 3, 4].map((hour) => `${hour * 60} acme/phone reminder ${hour}`),
    ]);
    // Friday 22:00 to Monday 09:00 UTC.
    expect(told(book, [{ service: 'acme/shop', state: 'degraded' }])).toEqual([
      `${59 * 60} acme/mail opened`,
    ]);
  });

  test('on a route that does not exist reaches nobody', () => {
    const book = made({
      'domains/acme/severities.yaml': 'levels:\n  - { id: SEV1, urgency: 1, description: All is down }\n',
    });
    expect(told(book, [{ service: 'acme/shop', state: 'down' }])).toEqual([]);
  });
});
