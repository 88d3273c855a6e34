import { stringify } from 'yaml';
import type { Book, Entry } from '../book/book.ts';
import { durationMs } from '../schemas/duration.ts';
import { probesOf } from '../slo/indicator.ts';
import { nominalMs } from '../slo/window.ts';
import { type Exported, nameOf } from './export.ts';

const DAY_MS = 86_400_000;

/**
 * Objectives as Sloth reads them (`prometheus/v1`), one file for each service and length of window. Indicators over
 * probes become queries over what a Blackbox exporter says of the same targets, told apart by a label `probe` with the
 * full id of the probe; a scrape configuration has to set it. What Sloth has no word for is left out with the reason.
 */
export function exportSloth(book: Book, slos: readonly Entry<'slos'>[]): Exported {
  const left: { id: string; why: string }[] = [];
  const groups = new Map<string, { service: string; days: number; slos: object[] }>();
  for (const slo of slos) {
    try {
      const events = queriesOf(book, slo);
      const service = nameOf(slo.data.service ?? slo.domain);
      const days = nominalMs(slo.data) / DAY_MS;
      const name = `${service}-${days}d.yaml`;
      const group = groups.get(name) ?? { service, days, slos: [] };
      group.slos.push(slothOf(slo, events));
      groups.set(name, group);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      left.push({ id: slo.id, why: error.message });
    }
  }
  const files = new Map(
    [...groups].map(([name, { service, days, slos: own }]) => [
      name,
      `# sloth generate --default-slo-period ${days}d -i ${name}\n${stringify({ version: 'prometheus/v1', service, slos: own }, { lineWidth: 0 })}`,
    ]),
  );
  return { files, left };
}

function slothOf({ id, data }: Entry<'slos'>, events: { error_query: string; total_query: string }): object {
  const alert = (severity: 'page' | 'ticket') =>
    data.alerts && !data.alerts.some((one) => one.severity === severity)
      ? { disable: true }
      : { labels: { severity } };
  const name = nameOf(id);
  return {
    name,
    objective: Number(`${data.target}e2`),
    description: data.summary,
    labels: { owner: data.owner },
    sli: { events },
    alerting: {
      name: name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      annotations: { summary: data.title, ...(data.runbook ? { runbook: data.runbook } : {}) },
      page_alert: alert('page'),
      ticket_alert: alert('ticket'),
    },
  };
}

function queriesOf(book: Book, { data }: Entry<'slos'>): { error_query: string; total_query: string } {
  const { sli } = data;
  if (data.state === 'planned') throw new RangeError('it is planned and not in force');
  if (data.calendar) throw new RangeError('Sloth knows no calendar windows');
  if (data.slice || data.method === 'ratio-timeslices') throw new RangeError('Sloth knows no slices of time');
  if (nominalMs(data) % DAY_MS !== 0) throw new RangeError('periods of Sloth are whole days');
  switch (sli.kind) {
    case 'prometheus': {
      if (sli.good === undefined || sli.total === undefined) break;
      const [good, total] = [sli.good, sli.total].map((query) =>
        query.replaceAll('{{window}}', '{{.window}}'),
      );
      return { error_query: `(${total}) - (${good})`, total_query: total as string };
    }
    case 'availability':
    case 'error-rate':
    case 'latency':
      break;
    case 'freshness':
    case 'manual':
    case 'not measured':
      throw new RangeError(
        `an indicator of kind "${sli.kind}" is no ratio of events that Prometheus could count`,
      );
    default: {
      const never: never = sli;
      throw new RangeError(`unknown indicator ${JSON.stringify(never)}`);
    }
  }
  const ids = probesOf(
    sli,
    book.probes.map(({ fullId }) => fullId),
  );
  if (sli.kind === 'availability' && ids.length > 1)
    throw new RangeError(
      `it asks ${sli.quorum} of ${ids.length} probes at the same instant, which is no sum of events`,
    );
  const match = `probe=~"${ids.map((id) => id.replace(/[.+*?^$()[\]{}|\\]/g, '\\\\$&')).join('|')}"`;
  if (sli.kind === 'latency') {
    const slow = `probe_duration_seconds{${match}} > ${durationMs(sli.within) / 1000}`;
    const fine = `probe_success{${match}} == 1`;
    const step = stepOf(book, ids);
    return {
      error_query: `sum(count_over_time(((${slow}) and (${fine}))[{{.window}}:${step}])) or vector(0)`,
      total_query: `sum(count_over_time((${fine})[{{.window}}:${step}]))`,
    };
  }
  const all = `sum(count_over_time(probe_success{${match}}[{{.window}}]))`;
  return {
    error_query: `${all} - sum(sum_over_time(probe_success{${match}}[{{.window}}]))`,
    total_query: all,
  };
}

/** Shortest interval of some probes, as Prometheus writes it. */
function stepOf(book: Book, ids: readonly string[]): string {
  const intervals = book.probes
    .filter(({ fullId }) => ids.includes(fullId))
    .map(({ interval }) => durationMs(interval));
  return `${Math.round(Math.min(...intervals, DAY_MS) / 1000)}s`;
}
