import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Entry } from '../../src/book/book.ts';
import { exportSloth } from '../../src/openslo/sloth.ts';
import { book, entryOf, objective, slos } from './made.ts';

const alert = z.strictObject({
  disable: z.literal(true).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});
/** The part of Sloth's `prometheus/v1` that is written, as its documentation has it. */
const Sloth = z.strictObject({
  version: z.literal('prometheus/v1'),
  service: z.string(),
  slos: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9-]+$/),
      objective: z.number().gt(0).lt(100),
      description: z.string(),
      labels: z.record(z.string(), z.string()),
      sli: z.strictObject({
        events: z.strictObject({
          error_query: z.string().includes('{{.window}}'),
          total_query: z.string().includes('{{.window}}'),
        }),
      }),
      alerting: z.strictObject({
        name: z.string(),
        annotations: z.record(z.string(), z.string()),
        page_alert: alert,
        ticket_alert: alert,
      }),
    }),
  ),
});
const one = (more: object) => exportSloth(book, [entryOf(objective(more)) as Entry<'slos'>]);
const first = (more: object) => Sloth.parse(parse([...one(more).files.values()][0] ?? '')).slos[0];

describe('an export for Sloth', () => {
  it('[U45] holds every objective of the sample book that Prometheus could count, and says why not of the others', () => {
    const { files, left } = exportSloth(book, slos);
    const found = [...files.values()].flatMap((text) => Sloth.parse(parse(text)).slos);
    expect(found.length + left.length).toBe(slos.length);
    expect(left.map(({ id }) => id).sort()).toEqual([
      'ai-film-studio/film-generation-duration',
      'studiovault/enterprise-availability',
      'studiovault/platform-availability',
    ]);
  });

  it('has the objective in percent without the dust of floating point', () => {
    expect(
      [first({ target: '0.9995' }), first({ target: '0.999' }), first({ target: '0.57' })].map(
        (slo) => slo?.objective,
      ),
    ).toEqual([99.95, 99.9, 57]);
  });

  it('counts failed looks of an exporter, slow ones among the good for latency, and queries as they were written', () => {
    expect(first({})?.sli.events.total_query).toBe(
      'sum(count_over_time(probe_success{probe=~"acme/shop/http"}[{{.window}}]))',
    );
    const slow = first({
      sli: { kind: 'latency', probes: ['acme/shop/http'], within: '300ms', statistic: 'p95' },
    });
    expect(slow?.sli.events.error_query).toContain('probe_duration_seconds{probe=~"acme/shop/http"} > 0.3');
    const queries = { kind: 'prometheus', probes: ['a/b/c'], good: 'g[{{window}}]', total: 't[{{window}}]' };
    expect(first({ sli: queries })?.sli.events).toEqual({
      error_query: '(t[{{.window}}]) - (g[{{.window}}])',
      total_query: 't[{{.window}}]',
    });
  });

  it('turns alerts off that the objective does not have', () => {
    const alerts = [{ severity: 'page', long: '1h', short: '5m', budgetPercent: 2 }];
    expect(first({ alerts })?.alerting).toMatchObject({
      page_alert: { labels: { severity: 'page' } },
      ticket_alert: { disable: true },
    });
  });

  it.each([
    [{ calendar: { unit: 'month' } }, /no calendar windows/],
    [{ method: 'timeslices', slice: { length: '1m' } }, /no slices/],
    [{ sli: { kind: 'freshness', probes: ['a/b/c'], within: '1h' } }, /freshness/],
    [{ sli: { kind: 'availability', probes: ['a/b/c', 'a/b/d'] } }, /all of 2 probes at the same instant/],
    [{ state: 'planned', phase: 'Later' }, /planned/],
  ])('leaves out %j', (more, why) => {
    expect(one(more).left).toEqual([{ id: 'acme/shop', why: expect.stringMatching(why) }]);
  });
});
