import type { APIRoute } from 'astro';
import { isoInstant } from '../../../calendar/time.ts';
import { getSite } from '../../../site/site.ts';
import { WINDOWS } from '../../../views/facts.ts';
import { statusGroups } from '../../../views/status-groups.ts';

/** Present state and uptime of every component; what was not observed is null. */
export const GET: APIRoute = async () => {
  const { book, facts, settings } = await getSite();
  const page = facts.page(settings.audience);
  const time = (at: number | null) => (at === null ? null : isoInstant(at));
  const components = statusGroups(book, facts, settings.audience).flatMap((group) =>
    group.components.map(({ service, now, windows }) => ({
      id: service.id,
      title: service.data.title,
      group: group.title,
      state: now.state,
      since: time(now.since),
      newestAt: time(now.newestAt),
      stale: now.stale,
      uptime: Object.fromEntries(
        WINDOWS.map(({ id }) => {
          const { uptime } = windows[id];
          return [
            id,
            {
              ratio: uptime.ratio,
              coverage: uptime.coverage,
              samples: uptime.sampleCount,
              accounting: uptime.profile,
            },
          ];
        }),
      ),
    })),
  );
  const body = {
    is: 'status',
    version: 1,
    demonstration: settings.demonstration,
    state: page.state,
    since: time(page.since),
    headline: page.headline,
    newestAt: time(facts.record.newestAt),
    record: facts.record.head,
    components,
  };
  return new Response(`${JSON.stringify(body, null, 2)}\n`, {
    headers: { 'Content-Type': 'application/json' },
  });
};
