import { urgency } from '../../status/component.ts';
import { oldestAt } from '../../status/looks.ts';
import type { ComponentFacts } from '../../views/facts.ts';
import { type StatusGroup, statusGroups } from '../../views/status-groups.ts';
import { isoMs, type Publication } from '../publication.ts';
import { stableId } from '../stable-id.ts';
import { STATUS_OF_STATE } from './overall.ts';
import type { ComponentV2 } from './shapes.ts';

/** Instant that stands where the interface demands one and there is none: so old that nobody takes it for news. */
export const NEVER = 0;

/** Id of the page: of its settings' name, because it has no other. */
export function pageId({ book }: Pick<Publication, 'book'>): string {
  return stableId('page', book.config.siteUrl ?? book.config.name);
}

export function componentId(service: string): string {
  return stableId('component', service);
}

/** Id of a group: that of its domain, or its heading where a heading of its own is all it has. */
function groupId(group: StatusGroup): string {
  const first = group.components[0]?.service;
  return first && first.data.group === undefined
    ? stableId('group of domain', first.domain)
    : stableId('group', group.title);
}

/** Groups and components as one list: each group before its members, in the order of the page. */
export function componentList(publication: Publication): ComponentV2[] {
  const { book, facts, settings } = publication;
  return statusGroups(book, facts, settings.audience).flatMap((group, index) => {
    const id = groupId(group);
    const members = group.components.map((component, at) => leafOf(publication, component, id, at + 1));
    return [groupOf(publication, group, id, index + 1, members), ...members];
  });
}

function leafOf(
  publication: Publication,
  component: ComponentFacts,
  group_id: string,
  position: number,
): ComponentV2 {
  const { service, standing, now } = component;
  const started = firstObserved(component);
  return {
    id: componentId(service.id),
    name: service.data.title,
    status: STATUS_OF_STATE[standing.state],
    created_at: isoMs(started ?? NEVER),
    updated_at: isoMs(standing.since ?? now.newestAt ?? NEVER),
    position,
    description: descriptionOf(publication, component),
    showcase: true,
    start_date: started === null ? null : isoMs(started).slice(0, 10),
    group_id,
    page_id: pageId(publication),
    group: false,
    only_show_if_degraded: false,
  };
}

function groupOf(
  publication: Publication,
  group: StatusGroup,
  id: string,
  position: number,
  members: readonly ComponentV2[],
): ComponentV2 {
  const states = group.components.map(({ standing }) => standing.state);
  const [worst = 'unknown'] = [...states].sort((a, b) => urgency(b) - urgency(a));
  const times = (key: 'created_at' | 'updated_at') =>
    members
      .map((member) => member[key])
      .filter((at) => at !== isoMs(NEVER))
      .sort();
  return {
    id,
    name: group.title,
    status: STATUS_OF_STATE[worst],
    created_at: times('created_at')[0] ?? isoMs(NEVER),
    updated_at: times('updated_at').at(-1) ?? isoMs(NEVER),
    position,
    description: null,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: pageId(publication),
    group: true,
    only_show_if_degraded: false,
    components: members.map((member) => member.id),
  };
}

/** What it is; and where nobody knows how it is, that first, because the vocabulary has no word for it. */
function descriptionOf(
  { settings, words }: Publication,
  { service, standing, now }: ComponentFacts,
): string | null {
  const summary = settings.audience === 'public' ? service.data.publicSummary : service.data.summary;
  if (standing.state !== 'unknown') return summary || null;
  const since = standing.since ?? now.newestAt;
  const unknown =
    since === null ? words.say('nothingMeasured') : words.say('unknownSince', { when: words.instant(since) });
  return summary ? `${unknown}. ${summary}` : unknown;
}

/** First look of its probes that is at hand, else null. */
function firstObserved({ probes }: ComponentFacts): number | null {
  const starts = probes.flatMap(({ looks }) => oldestAt(looks) ?? []);
  return starts.length > 0 ? Math.min(...starts) : null;
}
