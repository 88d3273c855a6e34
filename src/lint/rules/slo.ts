import { entriesOf } from '../../book/book.ts';
import { DAY_MS, spanExact } from '../../calendar/time.ts';
import { burnAlerts, hasBurnWindows, isReachable, maxBurn } from '../../slo/burn.ts';
import { observedBy } from '../../slo/indicator.ts';
import { nominalMs } from '../../slo/window.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

/** Cut, not rounded: a limit must not seem reachable by a hair. */
const rate = (value: number) => String(Math.floor(value * 100) / 100);

export const unreachableAlert: Rule = {
  id: 'unreachable-alert',
  level: 'error',
  reason: 'An alert that not even a total outage can fire looks like a guard and is none.',
  *check({ book }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'slos')) {
      if (data.sli.kind === 'not measured') continue;
      if (!data.alerts && !hasBurnWindows(nominalMs(data))) {
        yield complain(
          source,
          data.calendar ? ['calendar'] : ['window'],
          `there are no usual burn-rate alerts for a window of ${nominalMs(data) / DAY_MS} days; write alerts, or alerts: [] for none`,
        );
        continue;
      }
      for (const [index, alert] of burnAlerts(data).entries()) {
        if (isReachable(data.target, alert.threshold)) continue;
        const usual = data.alerts ? '' : 'the usual alert ';
        yield complain(
          source,
          data.alerts ? ['alerts', index, 'budgetPercent'] : ['target'],
          `${usual}over ${spanExact(alert.longMs)} fires above a burn rate of ${rate(alert.threshold)}, and a target of ${data.target} burns at ${rate(maxBurn(data.target))} at most; write alerts that it can reach`,
        );
      }
    }
  },
};

export const sloProbeKind: Rule = {
  id: 'slo-probe-kind',
  level: 'error',
  reason: 'A share of queries counts looks of prometheus probes, and another kind of probe asks no query.',
  *check({ book }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'slos')) {
      const sli = observedBy(data.sli);
      if (sli?.kind !== 'prometheus') continue;
      for (const [index, id] of sli.probes.entries()) {
        const probe = book.probes.find(({ fullId }) => fullId === id);
        if (!probe || probe.kind === 'prometheus') continue;
        yield complain(
          source,
          ['sli', 'probes', index],
          `${id} is a probe of kind ${probe.kind}; an indicator of kind prometheus looks at prometheus probes`,
        );
      }
    }
  },
};
