import type { Entry } from '../book/book.ts';
import { formatUtc, spanExact } from '../calendar/time.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import { entryLink, type ViewContext } from './context.ts';
import { type Block, type Cell, link, measured, pairs, plain, several, unknown } from './model.ts';
import { sentenceCase } from './words.ts';

/** Times, services and severity of an incident; customers see services and times only. */
export function incidentBlocks(
  { data, domain }: Entry<'incidents'>,
  context: ViewContext,
  audience: Audience,
): Block[] {
  const at = (instant: string | undefined): Cell =>
    instant ? plain(formatUtc(Date.parse(instant))) : unknown('not recorded');
  const span = (from: string | undefined, to: string | undefined): Cell =>
    from && to ? measured(spanExact(Date.parse(to) - Date.parse(from))) : unknown('not recorded');
  const services = several(
    data.services.map((id) => {
      const cell = entryLink(context, 'services', id);
      return audience === 'public' ? { ...cell, href: `/components/${id}/` } : cell;
    }),
  );
  const shared: [string, Cell][] = [
    ['Services', services],
    ['Began', at(data.startedAt)],
    ['Resolved', data.resolvedAt ? at(data.resolvedAt) : plain('still open')],
  ];
  if (audience === 'public') return [pairs(shared)];
  return [
    pairs([
      ...shared,
      ['Severity', link(data.severity, `/domains/${domain}/#severity-${data.severity.toLowerCase()}`)],
      ['Time to detect (start to detection)', span(data.startedAt, data.detectedAt)],
      ['Time to acknowledge (detection to acknowledgement)', span(data.detectedAt, data.acknowledgedAt)],
      ['Time to mitigate (start to mitigation)', span(data.startedAt, data.mitigatedAt)],
      ['Time to recover (start to resolution)', span(data.startedAt, data.resolvedAt)],
      ['Contacts', link('channels and people to reach', `/domains/${domain}/`)],
      ['Mitigation', plain(sentenceCase(data.mitigation))],
      [
        'Runbooks',
        data.runbooks.length > 0
          ? several(data.runbooks.map((id) => entryLink(context, 'runbooks', id)))
          : unknown('none named'),
      ],
      [
        'Postmortem',
        data.postmortem ? entryLink(context, 'postmortems', data.postmortem) : unknown('none yet'),
      ],
    ]),
  ];
}
