import type { Book } from '../book/book.ts';
import { entriesIn, register } from '../book/book.ts';
import { DAY_MS, spanWords } from '../calendar/time.ts';
import { RELIABILITY_FORMULAS, reliability } from '../status/reliability.ts';
import { formatPercent } from '../status/uptime.ts';
import type { ComputedName } from './context.ts';
import type { ComponentFacts, Facts } from './facts.ts';
import { type Cell, measured, unknown } from './model.ts';

/** Window of computed figures in metric tables. */
const WINDOW_DAYS = 30;

/**
 * A figure of the record over services of a domain (all of it when none is named), over the last 30
 * days. Whatever was not observed is unknown: never zero, never 100 %.
 */
export function computedCell(
  book: Book,
  facts: Facts,
  name: ComputedName,
  domain: string,
  services: readonly string[],
): Cell {
  const components = [...facts.components.values()].filter(({ service }) =>
    services.length > 0 ? services.includes(service.id) : service.domain === domain,
  );
  const window = `last ${WINDOW_DAYS} days`;
  switch (name) {
    case 'uptime': {
      const good = sum(components, ({ windows }) => windows.month.uptime.goodMs);
      const observed = sum(components, ({ windows }) => windows.month.uptime.observedMs);
      const due = observed + sum(components, ({ windows }) => windows.month.uptime.unknownMs);
      return observed === 0
        ? unknown('N/A', 'nothing observed yet')
        : measured(
            formatPercent(good / observed, 3),
            `${window}, ${formatPercent(observed / due, 1)} of it observed`,
          );
    }
    case 'response time': {
      const values = components.map(({ windows }) => windows.month.latency).filter(({ count }) => count > 0);
      if (values.length === 0) return unknown('N/A', 'nothing observed yet');
      const slowest = Math.max(...values.map(({ p95 }) => p95 ?? 0));
      return measured(`${Math.round(slowest)} ms`, `p95 of the slowest service, ${window}`);
    }
    case 'error rate': {
      const looks = sum(
        components,
        ({ windows }) => windows.month.latency.count + windows.month.latency.failed,
      );
      const failed = sum(components, ({ windows }) => windows.month.latency.failed);
      return looks === 0
        ? unknown('N/A', 'nothing observed yet')
        : measured(formatPercent(failed / looks, 2), `${failed} of ${looks} looks, ${window}`);
    }
    case 'incident count':
      return measured(String(incidentsIn(book, facts, domain).length), `written incidents, ${window}`);
    case 'open incidents':
      return measured(
        String(entriesIn(book, 'incidents', domain).filter(({ data }) => !data.resolvedAt).length),
        'now',
      );
    case 'mttr':
    case 'mtbf': {
      const found = reliability(incidentsIn(book, facts, domain), {
        from: facts.now - WINDOW_DAYS * DAY_MS,
        to: facts.now,
      });
      const ms = name === 'mttr' ? found.mttrMs : found.mtbfMs;
      return ms === null
        ? unknown('N/A', `no incident to take it from, ${window}`)
        : measured(spanWords(ms), `${RELIABILITY_FORMULAS[name]}, n = ${found.count}, ${window}`);
    }
    case 'open tickets': {
      const support = register(book, domain, 'support');
      return support
        ? measured(String(support.tickets.filter((ticket) => !ticket.resolvedAt).length), 'now')
        : unknown('N/A', 'no support register');
    }
    case 'open action items': {
      const items = entriesIn(book, 'postmortems', domain).flatMap(({ data }) => data.actionItems);
      return measured(
        String(items.filter((item) => item.state === 'open' || item.state === 'in-progress').length),
        'now',
      );
    }
    default: {
      const never: never = name;
      throw new RangeError(`unknown figure ${String(never)}`);
    }
  }
}

function incidentsIn(book: Book, facts: Facts, domain: string): { from: number; to: number | null }[] {
  const since = facts.now - WINDOW_DAYS * DAY_MS;
  return entriesIn(book, 'incidents', domain)
    .map(({ data }) => ({
      from: Date.parse(data.startedAt),
      to: data.resolvedAt ? Date.parse(data.resolvedAt) : null,
    }))
    .filter(({ from }) => from >= since && from < facts.now);
}

function sum(components: readonly ComponentFacts[], of: (component: ComponentFacts) => number): number {
  return components.reduce((total, component) => total + of(component), 0);
}
