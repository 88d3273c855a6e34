import type { APIRoute } from 'astro';
import { onCallCalendar, onCallTeams } from '../../publish/on-call-calendar.ts';
import { getSite } from '../../site/site.ts';

export async function getStaticPaths() {
  const { book } = await getSite();
  return onCallTeams(book).map((team) => ({ params: { team: team.replaceAll('/', '-') }, props: { team } }));
}

/** Turns of one team, for calendars. */
export const GET: APIRoute = async ({ props }) => {
  const { book, facts } = await getSite();
  return new Response(onCallCalendar(book, props['team'] as string, facts.now), {
    headers: { 'Content-Type': 'text/calendar; charset=utf-8' },
  });
};
