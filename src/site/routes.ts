import type { Audience } from '../schemas/vocabulary.ts';

/** A page of the handbook: its path and the file that draws it. */
export interface Route {
  readonly pattern: string;
  readonly entrypoint: string;
}

const file = (name: string) => `./src/pages/_status/files/${name}`;
const handbook = (name: string) => `./src/pages/_handbook/${name}`;

/**
 * Pages that only the internal site has. They lie in a folder that Astro's own routing passes over, so that
 * the public build does not contain their code and cannot build them by mistake.
 */
const INTERNAL: readonly Route[] = [
  { pattern: '/', entrypoint: handbook('home.astro') },
  { pattern: '/status', entrypoint: './src/pages/_status/index.astro' },
  { pattern: '/search', entrypoint: handbook('search.astro') },
  { pattern: '/compare', entrypoint: handbook('compare.astro') },
  { pattern: '/r/[alert]', entrypoint: handbook('alert.astro') },
  { pattern: '/[collection]', entrypoint: handbook('collection.astro') },
  { pattern: '/[collection]/page/[page]', entrypoint: handbook('collection-page.astro') },
  { pattern: '/[collection]/by/[facet]/[value]', entrypoint: handbook('facet.astro') },
  { pattern: '/domains/[id]', entrypoint: handbook('domain.astro') },
  { pattern: '/services/[...id]', entrypoint: handbook('service.astro') },
  { pattern: '/runbooks/[...id]', entrypoint: handbook('runbook.astro') },
  { pattern: '/freshness', entrypoint: handbook('freshness.astro') },
  { pattern: '/offline', entrypoint: handbook('offline.astro') },
  { pattern: '/runs', entrypoint: handbook('runs.astro') },
  { pattern: '/api/freshness.json', entrypoint: handbook('api/freshness.json.ts') },
  { pattern: '/offline.json', entrypoint: handbook('api/offline.json.ts') },
  { pattern: '/slos/[...id]', entrypoint: handbook('slo.astro') },
  { pattern: '/postmortems/[...id]', entrypoint: handbook('postmortem.astro') },
  { pattern: '/action-items', entrypoint: handbook('action-items.astro') },
  { pattern: '/learning', entrypoint: handbook('learning.astro') },
  { pattern: '/alerts', entrypoint: handbook('alerts.astro') },
  { pattern: '/rules', entrypoint: handbook('rules.astro') },
  { pattern: '/on-call/[...id]', entrypoint: handbook('rotation.astro') },
  { pattern: '/oncall-[team].ics', entrypoint: handbook('on-call.ics.ts') },
  { pattern: '/checklist-[list].ics', entrypoint: handbook('checklist.ics.ts') },
  { pattern: '/onboarding', entrypoint: handbook('onboarding.astro') },
  { pattern: '/checklists/[...id]', entrypoint: handbook('checklist.astro') },
  { pattern: '/guides/[...id]', entrypoint: handbook('guide.astro') },
  { pattern: '/policies/[...id]', entrypoint: handbook('policy.astro') },
  { pattern: '/teams/[...id]', entrypoint: handbook('team.astro') },
  { pattern: '/api/v1/domains/[id].json', entrypoint: handbook('api/domain.json.ts') },
  { pattern: '/api/v1/error-budgets.json', entrypoint: handbook('api/error-budgets.json.ts') },
  { pattern: '/api/v1/slos/[...id].json', entrypoint: handbook('api/slo.json.ts') },
  { pattern: '/search-names.json', entrypoint: handbook('api/search-names.json.ts') },
  { pattern: '/schemas/[name].schema.json', entrypoint: handbook('api/schema.json.ts') },
];

/** Pages that only the public site has: its front page is the status page, and its lists hold public entries only. */
const PUBLIC: readonly Route[] = [
  { pattern: '/', entrypoint: './src/pages/_status/index.astro' },
  { pattern: '/incidents', entrypoint: './src/pages/_status/incidents.astro' },
  { pattern: '/maintenance', entrypoint: './src/pages/_status/maintenance.astro' },
  { pattern: '/postmortems/[...id]', entrypoint: './src/pages/_status/postmortem.astro' },
  { pattern: '/brand/[file]', entrypoint: './src/pages/_status/brand.ts' },
  { pattern: '/og/[...name].png', entrypoint: './src/pages/_status/og.ts' },
  { pattern: '/subscribe', entrypoint: './src/pages/_status/subscribe.astro' },
  { pattern: '/llms.txt', entrypoint: file('llms.txt.ts') },
  { pattern: '/index.md', entrypoint: file('front.md.ts') },
  { pattern: '/[...file]/index.md', entrypoint: file('pages.md.ts') },
  { pattern: '/.well-known/[file].txt', entrypoint: file('security.txt.ts') },
];

/** Pages that both sites have, under the same paths. */
const SHARED: readonly Route[] = [
  { pattern: '/incidents/month/[month]', entrypoint: './src/pages/_status/month.astro' },
  { pattern: '/components/[...id]', entrypoint: './src/pages/_status/component.astro' },
  { pattern: '/incidents/[...id]', entrypoint: './src/pages/_status/incident.astro' },
  { pattern: '/maintenance/[...id]', entrypoint: './src/pages/_status/maintenance-entry.astro' },
  { pattern: '/how-we-measure', entrypoint: './src/pages/_status/how-we-measure.astro' },
  { pattern: '/api/v1/[...file].json', entrypoint: file('api-v1.json.ts') },
  { pattern: '/api/v2/[...file].json', entrypoint: file('api-v2.json.ts') },
  { pattern: '/feeds/[...file].atom', entrypoint: file('feeds.atom.ts') },
  { pattern: '/feeds/[...file].json', entrypoint: file('feeds.json.ts') },
  { pattern: '/history.atom', entrypoint: file('history.atom.ts') },
  { pattern: '/history.rss', entrypoint: file('history.rss.ts') },
  { pattern: '/maintenance.ics', entrypoint: file('maintenance.ics.ts') },
  { pattern: '/calendars/[...file].ics', entrypoint: file('calendars.ics.ts') },
  { pattern: '/badges/[...file].svg', entrypoint: file('badges.svg.ts') },
  { pattern: '/badges/[...file].json', entrypoint: file('badges.json.ts') },
  { pattern: '/chart-library.js', entrypoint: './src/pages/_status/chart-library.js.ts' },
];

/** Every route of a site. */
export function routesFor(audience: Audience): readonly Route[] {
  switch (audience) {
    case 'internal':
      return [...SHARED, ...INTERNAL];
    case 'public':
      return [...SHARED, ...PUBLIC];
    default: {
      const never: never = audience;
      throw new RangeError(`unknown audience ${String(never)}`);
    }
  }
}
