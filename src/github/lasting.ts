import type { Book } from '../book/book.ts';
import { sloOf } from '../response/objectives.ts';
import { urgencyOf } from '../response/severity.ts';
import type { LoggedIncident, MirrorState, Situation } from '../response/situation.ts';

/** An incident that GitHub is, or is to be, told of. */
export interface Followed {
  readonly incident: LoggedIncident;
  /** Null where there is no issue yet. */
  readonly mirror: MirrorState | null;
}

/** How long after its end people can still say something about an incident, such as `/postmortem`. */
export const LISTEN_MS = 3 * 86_400_000;
/** What was over this long before GitHub could be told is not told any more. */
const NEWS_MS = 86_400_000;

/** The fact that an issue was deleted or moved: its incident is not mirrored any further. */
export const GONE = 'gone';

/**
 * Incidents that GitHub has to do with at `now`: those urgent enough, at any time, that are open or were over a short time
 * ago, and those whose issue is not closed yet. None means that nothing is asked of GitHub. Pure.
 */
export function followedIncidents(situation: Situation, book: Book, now: number): Followed[] {
  const most = book.config.alerting.github?.urgency ?? 0;
  return [...situation.incidents.values()].flatMap((incident): Followed[] => {
    const mirror = situation.mirrors.get(incident.id) ?? null;
    const { closedAt, domain } = incident;
    if (mirror) {
      const heard = closedAt === null || closedAt > now - LISTEN_MS || !mirror.closed;
      return heard && !mirror.facts.has(GONE) ? [{ incident, mirror }] : [];
    }
    const levels = new Set([incident.severity, ...incident.severities.map(({ severity }) => severity)]);
    const urgent = [...levels].some((severity) => urgencyOf(book, domain, severity) <= most);
    const news = closedAt === null || closedAt > now - NEWS_MS;
    return urgent && news ? [{ incident, mirror }] : [];
  });
}

/** What still goes on of an open incident, in words; null where nothing that can be observed does. */
export function whatLasts(incident: LoggedIncident, situation: Situation): string | null {
  switch (incident.origin) {
    case 'probes':
    case 'outside': {
      const troubled = incident.services.filter((service) => situation.troubles.has(service));
      return troubled.length === 0 ? null : `probes still see trouble of ${troubled.join(', ')}`;
    }
    case 'objective': {
      const slo = sloOf(incident.id);
      const burns = [...situation.burning.keys()].some((key) => key.split(' ')[0] === slo);
      return burns ? 'the error budget still burns too fast' : null;
    }
    case 'prober':
      return situation.silentSince === null ? null : 'no looks have come yet';
    case 'written':
      return 'its entry in the book has no end yet: write resolvedAt there';
    default:
      throw new RangeError(`unknown origin of ${incident.id}: ${String(incident.origin satisfies never)}`);
  }
}
