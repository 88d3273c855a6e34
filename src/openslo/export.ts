import { stringify } from 'yaml';
import { type Book, type Entry, find } from '../book/book.ts';
import type { Slo } from '../schemas/slo.ts';
import { burnAlerts } from '../slo/burn.ts';
import { methodOf } from '../slo/indicator.ts';
import { sameData } from './same.ts';
import { type OpenSlo, OpenSloDocument } from './schema.ts';
import { readTerms, type Terms, writeFixed, writeTerms } from './terms.ts';

/** Annotation that holds the whole entry, for what OpenSLO has no word for; an import takes the rest from the document. */
export const ENTRY_ANNOTATION = 'watchbook/entry';
/** Annotation of an alert: its short look-back window, which OpenSLO has no word for. */
export const SHORT_ANNOTATION = 'watchbook/short-window';

/** Files by name, and objectives that have no place in the format, with the reason. */
export interface Exported {
  readonly files: ReadonlyMap<string, string>;
  readonly left: readonly { readonly id: string; readonly why: string }[];
}

/** Objectives as OpenSLO v1, one file for each, every document checked against the standard. */
export function exportOpenSlo(book: Book, slos: readonly Entry<'slos'>[]): Exported {
  const files = new Map<string, string>();
  const left: { id: string; why: string }[] = [];
  for (const slo of slos) {
    try {
      const documents = openSloDocuments(slo, titleOf(book, slo));
      files.set(
        `${slo.id}.yaml`,
        documents
          .map((one) => `---\n${stringify(one, { aliasDuplicateObjects: false, lineWidth: 0 })}`)
          .join(''),
      );
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      left.push({ id: slo.id, why: error.message });
    }
  }
  return { files, left };
}

interface Titled {
  readonly title: string;
  readonly summary: string;
}

function titleOf(book: Book, { data, domain }: Entry<'slos'>): Titled {
  const about = data.service
    ? find(book, 'services', data.service)?.data
    : find(book, 'domains', domain)?.data;
  return { title: about?.title ?? data.service ?? domain, summary: about?.summary ?? '' };
}

/**
 * The documents of one objective: Service, SLI, SLO, and an AlertPolicy with its AlertCondition for each burn-rate alert.
 * One that was imported gives its own documents back, with what was changed here since. Throws `RangeError` where OpenSLO
 * has no word for a part that it must have.
 */
export function openSloDocuments(
  slo: Pick<Entry<'slos'>, 'id' | 'domain' | 'data'>,
  about: Titled,
): OpenSloDocument[] {
  const documents = slo.data.openslo ? givenBack(slo.data) : written(slo, about);
  return documents.map((one) => OpenSloDocument.parse(one));
}

function written(
  { id, domain, data }: Pick<Entry<'slos'>, 'id' | 'domain' | 'data'>,
  about: Titled,
): OpenSloDocument[] {
  const name = nameOf(id);
  const service = nameOf(data.service ?? domain);
  const alerts = data.sli.kind === 'not measured' ? [] : burnAlerts(data);
  const policies = alerts.map((alert) => {
    const long = shortText(alert.longMs);
    const own = fitting(`${name}-${alert.severity}-${long}`);
    const condition: OpenSloDocument = {
      apiVersion: 'openslo/v1',
      kind: 'AlertCondition',
      metadata: { name: own, annotations: { [SHORT_ANNOTATION]: shortText(alert.shortMs) } },
      spec: {
        description: `Burns faster than ${alert.threshold} over ${long} and over ${shortText(alert.shortMs)}`,
        severity: alert.severity,
        condition: {
          kind: 'burnrate',
          op: 'gt',
          threshold: alert.threshold,
          lookbackWindow: long,
          alertAfter: '0m',
        },
      },
    };
    const policy: OpenSloDocument = {
      apiVersion: 'openslo/v1',
      kind: 'AlertPolicy',
      metadata: { name: own },
      spec: { alertWhenBreaching: true, conditions: [{ conditionRef: own }], notificationTargets: [] },
    };
    return { own, documents: [policy, condition] };
  });
  const spec = {
    description: data.summary,
    service,
    indicatorRef: name,
    ...writeTerms(termsOf(data)),
    alertPolicies: policies.map(({ own }) => ({ alertPolicyRef: own })),
  };
  return [
    {
      apiVersion: 'openslo/v1',
      kind: 'Service',
      metadata: { name: service, displayName: about.title },
      spec: about.summary === '' ? {} : { description: about.summary },
    },
    {
      apiVersion: 'openslo/v1',
      kind: 'SLI',
      metadata: { name, displayName: data.title },
      spec: sliSpec(data),
    },
    {
      apiVersion: 'openslo/v1',
      kind: 'SLO',
      metadata: { name, displayName: data.title, annotations: { [ENTRY_ANNOTATION]: JSON.stringify(data) } },
      spec,
    },
    ...policies.flatMap(({ documents }) => documents),
  ];
}

function sliSpec({ sli }: Slo): Extract<OpenSloDocument, { kind: 'SLI' }>['spec'] {
  if (sli.kind === 'prometheus' && sli.good !== undefined && sli.total !== undefined) {
    const source = (query: string) => ({ metricSource: { type: 'Prometheus', spec: { query } } });
    return { ratioMetric: { counter: true, good: source(sli.good), total: source(sli.total) } };
  }
  const side = (which: string) => ({ metricSource: { type: 'Watchbook', spec: { ...sli, side: which } } });
  return { ratioMetric: { counter: true, good: side('good'), total: side('total') } };
}

/** The terms of an entry; the method is written out where the entry leaves it to its kind. */
export function termsOf(data: Slo): Terms {
  return {
    target: data.target,
    window: data.calendar ? undefined : data.window,
    calendar: data.calendar,
    method: methodOf(data),
    slice: data.slice,
  };
}

/** Imported documents with the terms that were changed here since; the others stay as they were written. */
function givenBack(data: Slo): unknown[] {
  const documents = data.openslo ?? [];
  return documents.map((one) => {
    const parsed = OpenSloDocument.parse(one);
    if (parsed.kind !== 'SLO') return one;
    const now = termsOf(data);
    const before = readTerms(parsed);
    return sameData(now, before)
      ? one
      : { ...parsed, spec: { ...parsed.spec, ...changedTerms(parsed, now) } };
  });
}

function changedTerms(document: OpenSlo, now: Terms): ReturnType<typeof writeTerms> {
  const terms = writeTerms(now);
  const [old] = document.spec.objectives;
  const { target: _, targetPercent: __, timeSliceTarget: ___, timeSliceWindow: ____, ...kept } = old ?? {};
  return { ...terms, objectives: terms.objectives.map((one) => ({ ...kept, ...one })) };
}

/** An id as OpenSLO writes names. */
export function nameOf(id: string): string {
  return fitting(id.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
}

function fitting(name: string): string {
  if (name.length > 63) throw new RangeError(`the name ${name} is longer than the 63 letters of OpenSLO`);
  return name;
}

function shortText(ms: number): string {
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const) {
    if (ms % size === 0) return `${ms / size}${unit}`;
  }
  return writeFixed(`${ms}ms`, 'a look-back window');
}
