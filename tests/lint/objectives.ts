import { edited, smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const SLO = 'slos/acme/shop.yaml';
const changed = (from: string, to: string) => edited(SLO, from, to);
const withAlert = (percent: number) =>
  changed(
    'stated:',
    `alerts:\n  - { severity: page, long: 1h, short: 5m, budgetPercent: ${percent} }\nstated:`,
  );

/** What is said of objectives. */
export const OBJECTIVES: Readonly<Record<string, readonly Case[]>> = {
  'unreachable-alert': [
    {
      name: '[G17] a target whose budget a total outage cannot burn 14.4 times too fast',
      files: changed("'0.999'", "'0.93'"),
      expected: [`${SLO}:7:9`],
    },
    {
      name: '[G17] an alert of its own that nothing can fire',
      files: withAlert(100).set(SLO, (withAlert(100).get(SLO) as string).replace("'0.999'", "'0.99'")),
      expected: [`${SLO}:9:59`],
    },
    {
      name: 'a window for which nobody chose alerts',
      files: changed('stated:', 'window: 60d\nstated:'),
      expected: [`${SLO}:8:9`],
    },
    { name: 'a target that reaches every alert', files: changed("'0.999'", "'0.9306'"), expected: [] },
    { name: 'an alert of its own that an outage fires', files: withAlert(5), expected: [] },
    {
      name: 'a window of its own with no alerts on purpose',
      files: changed('stated:', 'window: 60d\nalerts: []\nstated:'),
      expected: [],
    },
  ],
  'slo-probe-kind': [
    {
      name: 'a share of queries over a probe that asks none',
      files: changed('kind: availability', 'kind: prometheus'),
      expected: [`${SLO}:6:35`],
    },
    { name: 'availability over any probe', files: smallBook(), expected: [] },
  ],
};
