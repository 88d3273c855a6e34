import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { payloadOf } from '../../src/alerts/channels/webhook.ts';
import { DELIVERY_KINDS, Delivery } from '../../src/schemas/channel.ts';
import { Config } from '../../src/schemas/config.ts';
import { Severities } from '../../src/schemas/registers/severities.ts';
import { message } from './messages.ts';

const TEXT = readFileSync('docs/alerting.md', 'utf8');
const EXAMPLES = [...TEXT.matchAll(/^```yaml (\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', yaml = '']) => ({
  kind,
  value: parse(yaml) as Record<string, unknown>,
}));
const of = (kind: string) => EXAMPLES.filter((one) => one.kind === kind).map(({ value }) => value);

describe('docs/alerting.md', () => {
  test('shows a delivery of every kind, each of which is one', () => {
    const deliveries = of('delivery').map((value) => Delivery.parse(value));
    expect(deliveries.map(({ via }) => via).sort()).toEqual([...DELIVERY_KINDS].sort());
  });

  test('shows routes and settings that are such', () => {
    const levels = ['SEV1', 'SEV2', 'SEV3'].map((id, i) => ({ id, urgency: i + 1, description: 'Trouble' }));
    const routes = of('route');
    expect(routes.length).toBeGreaterThan(2);
    expect(Severities.safeParse({ levels, routes }).error).toBeUndefined();
    for (const value of of('settings'))
      expect(Config.safeParse({ name: 'Book', ...value }).error).toBeUndefined();
    expect(of('settings').length + routes.length + of('delivery').length).toBe(EXAMPLES.length);
  });

  test('describes every field of a route and of what a webhook receives', () => {
    const rows = [...TEXT.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    const route = Object.keys(Severities.shape.routes.unwrap().element.shape);
    for (const field of [...route, ...Object.keys(payloadOf(message()))])
      expect(rows, field).toContain(field);
  });
});
