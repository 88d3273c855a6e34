import type { Entry } from '../book/book.ts';
import { similarIncidents } from '../postmortems/similar.ts';
import { entryLink, type ViewContext } from './context.ts';
import { type Block, empty, plain, table, tableOr, unknown } from './model.ts';

/** Past incidents that are like one, best first, with the reason for each point. */
export function similarBlock(incident: Entry<'incidents'>, context: ViewContext): Block {
  return tableOr(
    table(
      'Similar past incidents',
      ['Incident', 'Began', 'In common (points)', 'Score', 'Postmortem'],
      similarIncidents(context.book, incident).map((one) => [
        entryLink(context, 'incidents', one.incident.id),
        plain(one.incident.data.startedAt.slice(0, 10)),
        plain(one.reasons.join('; ')),
        plain(String(one.score)),
        one.postmortem ? entryLink(context, 'postmortems', one.postmortem.id) : unknown('none yet'),
      ]),
    ),
    empty(
      'No earlier incident is like this one.',
      'Likeness counts services, runbooks and mitigation in content/incidents/, and families of cause in content/postmortems/.',
    ),
  );
}
