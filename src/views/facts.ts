import { type Book, type Entry, entriesOf } from '../book/book.ts';
import type { Interval } from '../calendar/interval.ts';
import { type Occurrence, occurrences } from '../calendar/recurrence.ts';
import { DAY_MS } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import { type SloNow, sloNow } from '../slo/now.ts';
import {
  type ComponentNow,
  componentNow,
  type PageNow,
  type ProbeLooks,
  pageNow,
} from '../status/component.ts';
import { type ComponentOutage, uniteOutages } from '../status/component-outages.ts';
import { type DayCell, dayCells, walkSegments } from '../status/days.ts';
import { type Latency, latency } from '../status/latency.ts';
import type { Looks } from '../status/looks.ts';
import type { PlannedWork } from '../status/planned.ts';
import { outages } from '../status/states.ts';
import { componentSegments, countLooks, type Uptime, uptimeOfSegments } from '../status/uptime.ts';

/** What views need of the record, whoever reads it. */
export interface RecordFacts {
  looksOf(probe: string): Looks;
  /** Commit the figures were computed from; null without a repository. */
  readonly head: string | null;
  readonly newestAt: number | null;
  readonly sampleCount: number;
  /** Lines that could not be read, in words. */
  readonly problems: readonly string[];
}

/** Windows over which uptime is shown. */
export const WINDOWS = [
  { id: 'day', words: '24 hours', ms: DAY_MS },
  { id: 'week', words: '7 days', ms: 7 * DAY_MS },
  { id: 'month', words: '30 days', ms: 30 * DAY_MS },
  { id: 'quarter', words: '90 days', ms: 90 * DAY_MS },
] as const;
export type WindowId = (typeof WINDOWS)[number]['id'];

/** An outage with the component it belongs to. */
export interface ServiceOutage extends ComponentOutage {
  readonly service: string;
}

export interface WindowFacts {
  readonly uptime: Uptime;
  readonly latency: Latency;
}

/** Everything computed about one component. */
export interface ComponentFacts {
  readonly service: Entry<'services'>;
  readonly probes: readonly (ProbeLooks & { readonly probe: BoundProbe })[];
  readonly now: ComponentNow;
  readonly days: readonly DayCell[];
  readonly windows: Readonly<Record<WindowId, WindowFacts>>;
  /** Newest first. */
  readonly outages: readonly ServiceOutage[];
  readonly planned: readonly PlannedOccurrence[];
}

/** One occurrence of a maintenance entry. */
export interface PlannedOccurrence extends Occurrence, PlannedWork {
  readonly title: string;
  readonly entry: Entry<'maintenance'>;
}

export interface Facts {
  readonly now: number;
  readonly record: RecordFacts;
  readonly components: ReadonlyMap<string, ComponentFacts>;
  readonly slos: ReadonlyMap<string, SloNow>;
  /** State of a set of components taken together. */
  page(audience: 'internal' | 'public'): PageNow;
}

/** Planned work on the services of an entry inside a window. */
export function plannedOccurrences(book: Book, window: Interval): PlannedOccurrence[] {
  return entriesOf(book, 'maintenance')
    .flatMap((entry) =>
      occurrences(entry.data, window).map((occurrence) => ({
        ...occurrence,
        title: entry.data.title,
        entry,
      })),
    )
    .sort((a, b) => a.from - b.from);
}

/** Computes everything the pages show about components and objectives. A pure function of its arguments. */
export function computeFacts(book: Book, record: RecordFacts, now: number): Facts {
  const history = book.config.record.historyDays;
  const longest = Math.max(history, 90) * DAY_MS;
  const planned = plannedOccurrences(book, { from: now - longest, to: now + 120 * DAY_MS });
  const components = new Map<string, ComponentFacts>();
  for (const service of entriesOf(book, 'services')) {
    components.set(service.id, componentFacts(book, service, record, planned, now));
  }
  const slos = new Map<string, SloNow>();
  for (const slo of entriesOf(book, 'slos')) {
    const named = slo.data.sli.kind === 'not measured' ? [] : slo.data.sli.probes;
    const involved = [...components.values()].filter(
      ({ service, probes }) => service.id === slo.data.service || probes.some(({ id }) => named.includes(id)),
    );
    slos.set(
      slo.id,
      sloNow(
        slo.data,
        probesNamed(named, components),
        involved.flatMap(({ planned }) => planned),
        now,
      ),
    );
  }
  return {
    now,
    record,
    components,
    slos,
    page: (audience) =>
      pageNow(
        [...components.values()]
          .filter(
            ({ service }) =>
              service.data.probes.length > 0 &&
              (audience === 'internal' || service.data.audience === 'public'),
          )
          .map(({ service, now: state }) => ({
            id: service.id,
            title: serviceName(book, service),
            state: state.state,
            since: state.since,
          })),
      ),
  };
}

function probesNamed(ids: readonly string[], components: ReadonlyMap<string, ComponentFacts>): ProbeLooks[] {
  return [...components.values()].flatMap(({ probes }) => probes.filter(({ id }) => ids.includes(id)));
}

function componentFacts(
  book: Book,
  service: Entry<'services'>,
  record: RecordFacts,
  allPlanned: readonly PlannedOccurrence[],
  now: number,
): ComponentFacts {
  // Work that nobody should notice hides nothing: its time is judged by the looks like any other.
  const planned = allPlanned.filter(
    ({ entry }) => entry.data.impact !== 'none' && entry.data.services.includes(service.id),
  );
  const probes = book.probes
    .filter((probe) => probe.service === service.id)
    .map((probe) => ({
      probe,
      id: probe.fullId,
      title: probe.title,
      timing: {
        intervalMs: durationMs(probe.interval),
        confirm: probe.confirm,
        staleAfter: book.config.record.staleAfterIntervals,
      },
      looks: record.looksOf(probe.fullId),
    }));
  const days = Math.max(book.config.record.historyDays, 90);
  const whole = { from: now - days * DAY_MS, to: now };
  const timeline = componentSegments(probes, whole);
  const perProbe = probes.flatMap(({ id, looks, timing }) =>
    outages(looks, timing, whole, planned).map((outage) => ({ ...outage, probe: id })),
  );
  const found = uniteOutages(perProbe)
    .map((outage) => ({ ...outage, service: service.id }))
    .reverse();
  const windows = Object.fromEntries(
    WINDOWS.map(({ id, ms }) => {
      const window = { from: now - ms, to: now };
      const counted = uptimeOfSegments(
        timeline.flatMap((piece) => clip(piece, window)),
        window,
        planned,
        book.config.record.accounting,
      );
      const sampleCount = probes.reduce((sum, { looks }) => sum + countLooks(looks, window), 0);
      // Handshakes and port checks answer another question than requests do; they would blur the percentiles.
      const timed = probes.filter(({ probe }) => probe.kind === 'http');
      const looks = (timed.length > 0 ? timed : probes).flatMap((probe) => probe.looks);
      return [id, { uptime: { ...counted, sampleCount }, latency: latency(looks, window) }];
    }),
  ) as Record<WindowId, WindowFacts>;
  return {
    service,
    probes,
    now: componentNow(probes, planned, now),
    days: dayCells(walkSegments(timeline), found, planned, book.config.record.historyDays, now),
    windows,
    outages: found,
    planned,
  };
}

function clip<T extends Interval>(piece: T, window: Interval): T[] {
  const from = Math.max(piece.from, window.from);
  const to = Math.min(piece.to, window.to);
  return to > from ? [{ ...piece, from, to }] : [];
}

/** Name of a service where services of several domains stand together: with its domain, unless it says it itself. */
export function serviceName(book: Book, service: Entry<'services'>): string {
  const domain = book.collections.domains.get(service.domain)?.data.title;
  const { title } = service.data;
  return book.collections.domains.size < 2 || !domain || title.includes(domain)
    ? title
    : `${title} (${domain})`;
}
