import { DAY_MS } from '../../calendar/time.ts';
import { cadenceOf } from '../../status/cadence.ts';
import { type Looks, staleMs } from '../../status/looks.ts';
import { claimUntil, pageClaimUntil } from '../../views/claim.ts';
import { type ComponentFacts, WINDOWS, type WindowFacts, type WindowId } from '../../views/facts.ts';
import { headline } from '../../views/headline.ts';
import { shownComponents, statusGroups } from '../../views/status-groups.ts';
import { addressOf, isoOrNull, type Publication } from '../publication.ts';
import type { ApiDocument } from './schemas.ts';

/** Days over which the time between looks is taken. */
const CADENCE_DAYS = 7;

type ProbeFreshness = ApiDocument<'freshness'>['components'][number]['probes'][number];

/** Something for each window. */
export function byWindow<T>(
  component: ComponentFacts,
  make: (window: WindowFacts, id: WindowId) => T,
): Record<WindowId, T> {
  return Object.fromEntries(WINDOWS.map(({ id }) => [id, make(component.windows[id], id)])) as Record<
    WindowId,
    T
  >;
}

export function uptimeFields({ uptime }: WindowFacts) {
  return {
    ratio: uptime.ratio,
    coverage: uptime.coverage,
    samples: uptime.sampleCount,
    accounting: uptime.profile,
  };
}

/** Path of the document of a component. */
export function componentDocumentPath(id: string): string {
  return `/api/v1/components/${id}.json`;
}

/** The state of everything, and until when it may be believed. */
export function statusDocument(publication: Publication): ApiDocument<'status'> {
  const { book, facts, words, settings } = publication;
  const page = facts.page(settings.audience);
  const groups = statusGroups(book, facts, settings.audience);
  const shown = groups.flatMap((group) => group.components);
  const { newestAt } = facts.record;
  const until = pageClaimUntil(page, shown);
  return {
    is: 'status',
    version: 1,
    demonstration: settings.demonstration,
    state: page.state,
    since: isoOrNull(page.since),
    headline: headline(page, words),
    newestAt: isoOrNull(newestAt),
    validUntil: isoOrNull(until),
    unknown:
      newestAt === null
        ? words.say('nothingMeasured')
        : words.say('unknownSince', { when: words.instant(until ?? newestAt) }),
    record: facts.record.head,
    components: groups.flatMap((group) =>
      group.components.map((component) => ({
        id: component.service.id,
        title: component.service.data.title,
        group: group.title,
        state: component.standing.state,
        since: isoOrNull(component.standing.since),
        newestAt: isoOrNull(component.now.newestAt),
        validUntil: isoOrNull(claimUntil(component)),
        stale: component.now.stale,
        href: addressOf(publication, componentDocumentPath(component.service.id)),
        uptime: byWindow(component, uptimeFields),
      })),
    ),
  };
}

/** How old everything is, and how often it is really looked at. */
export function freshnessDocument(publication: Publication): ApiDocument<'freshness'> {
  const { book, facts, settings } = publication;
  const shown = shownComponents(book, facts, settings.audience);
  return {
    is: 'freshness',
    version: 1,
    newestAt: isoOrNull(facts.record.newestAt),
    record: facts.record.head,
    samples: facts.record.sampleCount,
    staleAfterIntervals: book.config.record.staleAfterIntervals,
    validUntil: isoOrNull(pageClaimUntil(facts.page(settings.audience), shown)),
    components: shown.map((component) => ({
      id: component.service.id,
      newestAt: isoOrNull(component.now.newestAt),
      validUntil: isoOrNull(claimUntil(component)),
      probes: component.probes.map((probe) => {
        const newest = component.now.probes.find(({ id }) => id === probe.id)?.newestAt ?? null;
        return {
          kind: probe.probe.kind,
          newestAt: isoOrNull(newest),
          staleAt: newest === null ? null : isoOrNull(newest + staleMs(probe.timing)),
          intervalSeconds: probe.timing.intervalMs / 1000,
          cadence: cadence(probe.looks, facts.now),
        };
      }),
    })),
  };
}

/** Time between looks as it really was; null where there are too few looks for one. */
function cadence(looks: Looks, now: number): ProbeFreshness['cadence'] {
  const { gaps, medianMs, p95Ms } = cadenceOf(looks, { from: now - CADENCE_DAYS * DAY_MS, to: now });
  if (medianMs === null || p95Ms === null) return null;
  return { medianSeconds: medianMs / 1000, p95Seconds: p95Ms / 1000, gaps };
}
