import { type Entry, entryPath } from '../book/book.ts';
import type { SloNow } from '../slo/now.ts';
import { formatPercent } from '../status/uptime.ts';
import type { ViewContext } from './context.ts';
import type { Facts } from './facts.ts';
import { type Cell, link, planned, several, unknown } from './model.ts';

/** One service with its objectives of each kind. */
export interface SloRow {
  readonly domain: string;
  /** Null for an objective over the whole domain. */
  readonly service: string | null;
  readonly availability: Cell;
  readonly latency: Cell;
  readonly errors: Cell;
}

/** Objectives grouped by service. A kind without an objective is N/A: neither met nor breached. */
export function sloRows(slos: readonly Entry<'slos'>[], facts: Facts, context: ViewContext): SloRow[] {
  const keys = new Map(
    slos.map((slo) => [
      `${slo.domain} ${slo.data.service ?? ''}`,
      { domain: slo.domain, service: slo.data.service },
    ]),
  );
  const rank = (id: string) => context.book.collections.domains.get(id)?.data.order ?? 99;
  return [...keys.values()]
    .map(({ domain, service }) => {
      const own = slos.filter((slo) => slo.domain === domain && slo.data.service === service);
      return {
        domain,
        service: service ?? null,
        availability: cellOf(
          own.filter((slo) => kindOf(slo) === 'availability'),
          facts,
        ),
        latency: cellOf(
          own.filter((slo) => kindOf(slo) === 'latency'),
          facts,
        ),
        errors: cellOf(
          own.filter((slo) => kindOf(slo) === 'error-rate'),
          facts,
        ),
      };
    })
    .sort((a, b) => rank(a.domain) - rank(b.domain) || (a.service ?? '').localeCompare(b.service ?? ''));
}

/** The column an objective belongs to; one whose kind does not tell is placed by what its title speaks of. */
function kindOf({ data, id }: Entry<'slos'>): 'availability' | 'latency' | 'error-rate' {
  const { kind } = data.sli;
  switch (kind) {
    case 'availability':
    case 'latency':
    case 'error-rate':
      return kind;
    case 'freshness':
      return 'availability';
    case 'prometheus':
    case 'manual':
    case 'not measured':
      break;
    default: {
      const never: never = kind;
      throw new RangeError(`unknown indicator ${String(never)}`);
    }
  }
  if (/error|success/i.test(`${id} ${data.title}`)) return 'error-rate';
  return /availab|uptime/i.test(`${id} ${data.title}`) ? 'availability' : 'latency';
}

function cellOf(slos: readonly Entry<'slos'>[], facts: Facts): Cell {
  if (slos.length === 0) return unknown('N/A', 'no objective set');
  const cells = [...slos].sort(activeFirst).map((slo) => {
    const cell = link(slo.data.stated, entryPath('slos', slo.id), sloNote(facts.slos.get(slo.id)));
    return slo.data.state === 'planned'
      ? { ...planned(`${slo.data.stated} (planned, ${slo.data.phase})`), href: cell.href }
      : cell;
  });
  return cells.length === 1 ? (cells[0] as Cell) : several(cells);
}

/** What was measured, in one line. */
export function sloNote(now: SloNow | undefined): string | undefined {
  if (!now) return undefined;
  switch (now.state) {
    case 'planned':
      return 'planned, not evaluated';
    case 'no measurement':
      return 'not measured';
    case 'insufficient data':
      return 'insufficient data';
    case 'ok':
    case 'at risk':
    case 'exhausted':
      return `${now.state}: ${formatPercent(now.sli, 3)} measured`;
    default: {
      const never: never = now.state;
      throw new RangeError(`unknown objective state ${String(never)}`);
    }
  }
}

/** Whether an objective is about a service: it names it, one of its probes measures it, or it holds for the whole domain. */
export function isAbout({ data, domain }: Entry<'slos'>, service: string): boolean {
  if (data.service === undefined) return service.startsWith(`${domain}/`);
  return (
    data.service === service ||
    ('probes' in data.sli &&
      (data.sli.service === service || data.sli.probes.some((probe) => probe.startsWith(`${service}/`))))
  );
}

/** What is in force stands before what is planned. */
export function activeFirst(a: Entry<'slos'>, b: Entry<'slos'>): number {
  return Number(a.data.state === 'planned') - Number(b.data.state === 'planned');
}
