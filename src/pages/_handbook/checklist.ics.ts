import type { APIRoute } from 'astro';
import type { Entry } from '../../book/book.ts';
import { checklistCalendar, timedChecklists } from '../../publish/checklist-calendar.ts';
import { getSite } from '../../site/site.ts';

export async function getStaticPaths() {
  const { book } = await getSite();
  return timedChecklists(book).map((entry) => ({
    params: { list: entry.id.replaceAll('/', '-') },
    props: { entry },
  }));
}

/** Timed tasks of a checklist, for calendars. */
export const GET: APIRoute = async ({ props }) => {
  const { book, facts } = await getSite();
  return new Response(checklistCalendar(book, props['entry'] as Entry<'checklists'>, facts.now), {
    headers: { 'Content-Type': 'text/calendar; charset=utf-8' },
  });
};
