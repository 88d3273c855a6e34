import { makeBadge } from 'badge-maker';
import type { ComponentState } from '../status/component.ts';
import { type ComponentFacts, WINDOWS, type WindowFacts, type WindowId } from '../views/facts.ts';
import { shownComponents } from '../views/status-groups.ts';
import type { Words } from '../words/words.ts';
import { xmlText } from './feeds/text.ts';
import { jsonText, type Publication, siteName } from './publication.ts';

/** A badge in the shape of a shields.io endpoint. */
export interface Badge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: string;
}

/** Windows as badges name them in their paths. */
export const BADGE_WINDOWS = {
  day: '24h',
  week: '7d',
  month: '30d',
  quarter: '90d',
  year: '1y',
} as const satisfies Record<WindowId, string>;

const GREY = 'lightgrey';
const COLOUR_OF_STATE = {
  operational: 'brightgreen',
  maintenance: 'blue',
  unknown: GREY,
  degraded: 'yellow',
  'partial outage': 'orange',
  down: 'red',
} as const satisfies Record<ComponentState, string>;

/** Uptime from which a badge has a colour, best first; below the last it is red. */
const COLOUR_OF_UPTIME = [
  [0.999, 'brightgreen'],
  [0.99, 'green'],
  [0.95, 'yellow'],
  [0.9, 'orange'],
] as const;

/** Observed share of a window below which its badge is grey and says how little that was. */
const ENOUGH_OBSERVED = 0.9;

/** Every badge by its path below `/badges/`, without ending. */
export function badges(publication: Publication): Map<string, Badge> {
  const { book, facts, words, settings } = publication;
  const made = new Map<string, Badge>();
  const page = facts.page(settings.audience);
  // With an incident open nothing is simply well, whatever the components say.
  made.set(
    'status',
    page.state === 'operational' && page.openIncidents > 0
      ? badge(siteName(publication), words.inSentence(words.say('openIncidents')), COLOUR_OF_STATE.degraded)
      : stateBadge(siteName(publication), page.state, words),
  );
  for (const component of shownComponents(book, facts, settings.audience)) {
    const { service, standing } = component;
    made.set(`${service.id}/status`, stateBadge(service.data.title, standing.state, words));
    for (const { id } of WINDOWS) {
      made.set(`${service.id}/uptime-${BADGE_WINDOWS[id]}`, uptimeBadge(id, component.windows[id], words));
      made.set(`${service.id}/response-time-${BADGE_WINDOWS[id]}`, timeBadge(id, component, words));
    }
  }
  return made;
}

function stateBadge(label: string, state: ComponentState, words: Words): Badge {
  return badge(label, words.inSentence(words.say(`state.${state}`)), COLOUR_OF_STATE[state]);
}

function uptimeBadge(window: WindowId, { uptime }: WindowFacts, words: Words): Badge {
  const label = words.say('badge.uptime', { window: words.say(`window.${window}`) });
  const { ratio, coverage } = uptime;
  if (ratio === null) return unknownBadge(label, words);
  const shown = words.percent(ratio);
  // A good share of almost nothing is no good news, so it is not drawn as such.
  if (coverage === null || coverage < ENOUGH_OBSERVED) {
    return badge(
      label,
      words.say('badge.observed', { uptime: shown, coverage: words.percent(coverage, 0) }),
      GREY,
    );
  }
  return badge(label, shown, COLOUR_OF_UPTIME.find(([least]) => ratio >= least)?.[1] ?? 'red');
}

function timeBadge(window: WindowId, component: ComponentFacts, words: Words): Badge {
  const label = words.say('badge.responseTime', { window: words.say(`window.${window}`) });
  const { p50 } = component.windows[window].latency;
  return p50 === null ? unknownBadge(label, words) : badge(label, words.ms(p50), 'blue');
}

function unknownBadge(label: string, words: Words): Badge {
  return badge(label, words.inSentence(words.say('state.unknown')), GREY);
}

function badge(label: string, message: string, color: string): Badge {
  return { schemaVersion: 1, label: xmlText(label), message: xmlText(message), color };
}

/** The badge as a picture. */
export function badgeSvg({ label, message, color }: Badge): string {
  return `${makeBadge({ label, message, color })}\n`;
}

/** The badge as data. */
export function badgeJson(badge: Badge): string {
  return jsonText(badge);
}
