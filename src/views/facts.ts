import { type Book, type Entry, entriesOf } from '../book/book.ts';
import type { Interval } from '../calendar/interval.ts';
import { type Occurrence, occurrences } from '../calendar/recurrence.ts';
import { DAY_MS } from '../calendar/time.ts';
import { gatherIncidents } from '../incidents/gather.ts';
import type { Incident } from '../incidents/incident.ts';
import type { ToldIncident } from '../incidents/logged.ts';
import { durationMs } from '../schemas/duration.ts';
import type { RecordEvent } from '../schemas/event.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import { probesOf } from '../slo/indicator.ts';
import { type Ledger, openLedger } from '../slo/ledger.ts';
import { futureWork, isEvaluated, judgeSlo, type SloNow, sloNow } from '../slo/now.ts';
import { longestMs, windowAt } from '../slo/window.ts';
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
import { countLooksByStep } from '../status/latency-counts.ts';
import type { Looks } from '../status/looks.ts';
import { countPastLooks, type PastDay, pastLatency, pastSegments, wholeDays } from '../status/past.ts';
import type { PlannedWork } from '../status/planned.ts';
import { outages } from '../status/states.ts';
import { componentSegments, countLooks, type Uptime, uptimeOfSegments } from '../status/uptime.ts';
import { mergeTimelines, type Segment, worstObserved } from '../status/vote.ts';
import { type Standing, standing } from './standing.ts';

/** What views need of the record, whoever reads it. */
export interface RecordFacts {
  looksOf(probe: string): Looks;
  /** Commit the figures were computed from; null without a repository. */
  readonly head: string | null;
  readonly newestAt: number | null;
  readonly sampleCount: number;
  /** Lines that could not be read, in words. */
  readonly problems: readonly string[];
  /** What is known of the time before the looks; without it `looksOf` gives everything there is. */
  readonly past?: RecordPast;
  /** The event log, oldest first; only for pages of the team. */
  readonly log?: readonly RecordEvent[];
  /** Incidents of the event log, as far as the readers of these pages may know of them. */
  readonly told?: readonly ToldIncident[];
  /** Why closed months were changed after they were closed, oldest first. */
  readonly corrections?: readonly RecordCorrection[];
}

/** Days that are known by their rollups, of which the looks need not be read. */
export interface RecordPast {
  /** Start of a UTC day: looks are given from here on, rolled-up days before it. */
  readonly before: number;
  daysOf(probe: string): readonly PastDay[];
}

/** A file of a closed month that was changed on a UTC day, with the reason. */
export interface RecordCorrection {
  readonly file: string;
  readonly day: string;
  readonly note: string;
}

/** Windows over which uptime is shown. */
export const WINDOWS = [
  { id: 'day', words: '24 hours', ms: DAY_MS },
  { id: 'week', words: '7 days', ms: 7 * DAY_MS },
  { id: 'month', words: '30 days', ms: 30 * DAY_MS },
  { id: 'quarter', words: '90 days', ms: 90 * DAY_MS },
  { id: 'year', words: '1 year', ms: 365 * DAY_MS },
] as const;
export type WindowId = (typeof WINDOWS)[number]['id'];
const LONGEST_MS = Math.max(...WINDOWS.map(({ ms }) => ms));

/** Days of which looks are needed one by one: for bars, outages, exact percentiles, and objectives. */
export function daysOfLooks(book: Book): number {
  const objectives = entriesOf(book, 'slos').map(({ data }) => Math.ceil(longestMs(data) / DAY_MS));
  return Math.max(book.config.record.historyDays, 90, ...objectives);
}

/** An outage with the component it belongs to. */
export interface ServiceOutage extends ComponentOutage {
  readonly service: string;
}

export interface WindowFacts {
  readonly uptime: Uptime;
  /** Exact where the window begins within the looks that were read, else taken from counts by day; see `rolledUp`. */
  readonly latency: Latency;
  /** Whether days known by their rollups have a part in the window; of its first day then only time counts, no look. */
  readonly rolledUp: boolean;
}

/** A probe with its looks, and the rolled-up days before `record.past.before`; none where looks are all there is. */
export interface BoundLooks extends ProbeLooks {
  readonly probe: BoundProbe;
  readonly past: readonly PastDay[];
}

/** Everything computed about one component. */
export interface ComponentFacts {
  readonly service: Entry<'services'>;
  readonly probes: readonly BoundLooks[];
  /** What its probes say. */
  readonly now: ComponentNow;
  /** What its page says: the worse of what probes see and people report. */
  readonly standing: Standing;
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

/** State of a set of components taken together, and how many incidents people have open. */
export interface PageFacts extends PageNow {
  readonly openIncidents: number;
}

export interface Facts {
  readonly now: number;
  readonly record: RecordFacts;
  readonly components: ReadonlyMap<string, ComponentFacts>;
  readonly slos: ReadonlyMap<string, SloNow>;
  /** What was observed of the objectives that are judged, over the longest window of the pages; see `openLedger`. */
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** Written and automatic ones, newest first. */
  readonly incidents: readonly Incident[];
  /** State of a set of components taken together. */
  page(audience: 'internal' | 'public'): PageFacts;
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
  const planned = plannedOccurrences(book, { from: now - LONGEST_MS, to: now + 120 * DAY_MS });
  const measured = entriesOf(book, 'services').map((service) =>
    componentFacts(book, service, record, planned, now),
  );
  const incidents = gatherIncidents(
    book,
    measured.flatMap(({ outages }) => outages),
    now,
    record.told,
  );
  const components = new Map<string, ComponentFacts>(
    measured.map((component) => {
      const { id } = component.service;
      return [id, { ...component, standing: standing(component.now, id, incidents) }];
    }),
  );
  const { slos, ledgers } = objectiveFacts(book, components, planned, record.past, now);
  return {
    now,
    record,
    components,
    slos,
    ledgers,
    incidents,
    page: (audience) => ({
      openIncidents: incidents.filter(({ origin, resolvedAt }) => origin === 'written' && resolvedAt === null)
        .length,
      ...pageNow(
        [...components.values()]
          .filter(
            ({ service }) =>
              service.data.probes.length > 0 &&
              (audience === 'internal' || service.data.audience === 'public'),
          )
          .map(({ service, standing: { state, since } }) => ({
            id: service.id,
            title: serviceName(book, service),
            state,
            since,
          })),
      ),
    }),
  };
}

/** Work on some services that counts as planned: work that nobody should notice hides nothing. */
function hiding(planned: readonly PlannedOccurrence[], services: readonly string[]): PlannedOccurrence[] {
  return planned.filter(
    ({ entry: { data } }) => data.impact !== 'none' && data.services.some((id) => services.includes(id)),
  );
}

/** Objectives as they stand, and the ledgers they are judged by: rolled-up days, then looks. */
function objectiveFacts(
  book: Book,
  components: ReadonlyMap<string, ComponentFacts>,
  allPlanned: readonly PlannedOccurrence[],
  past: RecordPast | undefined,
  now: number,
): { slos: Map<string, SloNow>; ledgers: Map<string, Ledger> } {
  const slos = new Map<string, SloNow>();
  const ledgers = new Map<string, Ledger>();
  const all = [...components.values()].flatMap(({ probes }) => probes);
  for (const { id, data } of entriesOf(book, 'slos')) {
    const named = probesOf(
      data.sli,
      all.map((probe) => probe.id),
    );
    const probes = all.filter((probe) => named.includes(probe.id));
    const services = [...components.values()]
      .filter(
        ({ service, probes: own }) =>
          service.id === data.service || own.some((probe) => named.includes(probe.id)),
      )
      .map(({ service }) => service.id);
    const planned = hiding(allPlanned, services);
    if (!isEvaluated(data)) {
      slos.set(id, sloNow(data, probes, planned, now));
      continue;
    }
    const { whole } = windowAt(data, now);
    const span = { from: Math.min(now - LONGEST_MS, whole.from), to: now };
    const ledger = openLedger(data, probes, planned, span, past?.before);
    ledgers.set(id, ledger);
    slos.set(id, judgeSlo(data, ledger, now, futureWork(planned, whole, now)));
  }
  return { slos, ledgers };
}

function componentFacts(
  book: Book,
  service: Entry<'services'>,
  record: RecordFacts,
  allPlanned: readonly PlannedOccurrence[],
  now: number,
): Omit<ComponentFacts, 'standing'> {
  const planned = hiding(allPlanned, [service.id]);
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
      past: record.past?.daysOf(probe.fullId) ?? [],
    }));
  const whole = { from: now - daysOfLooks(book) * DAY_MS, to: now };
  const timeline = timelineOf(probes, record.past, now);
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
      return [id, looksFacts(probes, record.past, window, counted)];
    }),
  ) as Record<WindowId, WindowFacts>;
  return {
    service,
    probes,
    now: componentNow(probes, planned, now),
    days: dayCells(walkSegments(timeline), found, planned, book.config.record.historyDays, now),
    windows,
    outages: found,
    planned: planned.filter(({ to }) => to > whole.from),
  };
}

/** What was observed of a component over the longest window: rolled-up days, then looks. */
function timelineOf(probes: readonly BoundLooks[], past: RecordPast | undefined, now: number): Segment[] {
  const whole = { from: now - LONGEST_MS, to: now };
  if (!past || past.before <= whole.from) return componentSegments(probes, whole);
  const window = { from: whole.from, to: past.before };
  const timelines = probes.map(({ past: days, timing }) =>
    pastSegments(days, window, timing.confirm.locations),
  );
  return [
    ...mergeTimelines(timelines, window, worstObserved),
    ...componentSegments(probes, { from: past.before, to: now }),
  ];
}

/** Counts of looks and latencies of a window, from looks alone where it begins within them. */
function looksFacts(
  probes: readonly BoundLooks[],
  past: RecordPast | undefined,
  window: Interval,
  counted: Uptime,
): WindowFacts {
  // Handshakes and port checks answer another question than requests do; they would blur the percentiles.
  const http = probes.filter(({ probe }) => probe.kind === 'http');
  const timed = http.length > 0 ? http : probes;
  const looks = timed.flatMap((probe) => probe.looks);
  const rolledUp = past !== undefined && past.before > window.from;
  const read = { from: rolledUp ? past.before : window.from, to: window.to };
  const daysOf = (probe: BoundLooks) =>
    rolledUp ? wholeDays(probe.past, { from: window.from, to: past.before }) : [];
  const sampleCount = probes.reduce(
    (sum, probe) => sum + countLooks(probe.looks, read) + countPastLooks(daysOf(probe)),
    0,
  );
  return {
    uptime: { ...counted, sampleCount },
    latency: rolledUp
      ? pastLatency(timed.flatMap(daysOf), countLooksByStep(looks, read))
      : latency(looks, window),
    rolledUp,
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
