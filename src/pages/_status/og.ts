import path from 'node:path';
import type { APIRoute } from 'astro';
import { openPainter } from '../../site/open-graph.ts';
import { getSite } from '../../site/site.ts';
import { componentCard, drawCard, incidentCard, pictureWords, statusCard } from '../../views/open-graph.ts';

/** A picture for each page that people share: the site, each component, each written incident. */
export async function getStaticPaths() {
  const { book, facts } = await getSite();
  const words = pictureWords(book.config.language);
  const cards = [
    { name: 'status', card: statusCard(book, facts, words) },
    ...[...facts.components.values()]
      .filter(({ service }) => service.data.audience === 'public' && service.data.probes.length > 0)
      .map((component) => ({
        name: `components/${component.service.id}`,
        card: componentCard(book, facts, component, words),
      })),
    ...facts.incidents
      .filter(({ origin }) => origin === 'written')
      .map((incident) => ({ name: `incidents/${incident.id}`, card: incidentCard(book, incident, words) })),
  ];
  return cards.map(({ name, card }) => ({ params: { name }, props: { svg: drawCard(card) } }));
}

let painter: ReturnType<typeof openPainter> | undefined;

export const GET: APIRoute<{ svg: string }> = async ({ props }) => {
  const { settings } = await getSite();
  const modules = path.join(settings.root, 'node_modules');
  painter ??= openPainter(path.join(modules, '.cache', 'watchbook', 'og'), modules);
  const png = await painter.paint(props.svg);
  return new Response(png as Uint8Array<ArrayBuffer>, { headers: { 'Content-Type': 'image/png' } });
};
