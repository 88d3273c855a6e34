import type { Entry } from '../book/book.ts';
import { formatUtc, spanExact } from '../calendar/time.ts';
import { entryLink, type ViewContext } from './context.ts';
import { type Block, type Cell, link, measured, pairs, plain, several, unknown } from './model.ts';
import { similarBlock } from './similar.ts';
import { sentenceCase } from './words.ts';

/** What only colleagues are told of an incident: its clocks, how it was met, and what was written afterwards. */
export function incidentBlocks(incident: Entry<'incidents'>, context: ViewContext): Block[] {
  const { data, domain } = incident;
  const span = (from: string | undefined, to: string | undefined): Cell =>
    from && to ? measured(spanExact(Date.parse(to) - Date.parse(from))) : unknown('not recorded');
  return [
    pairs([
      ['Severity', link(data.severity, `/domains/${domain}/#severity-${data.severity.toLowerCase()}`)],
      ['Time to detect (start to detection)', span(data.startedAt, data.detectedAt)],
      ['Time to acknowledge (detection to acknowledgement)', span(data.detectedAt, data.acknowledgedAt)],
      ['Time to mitigate (start to mitigation)', span(data.startedAt, data.mitigatedAt)],
      ['Time to recover (start to resolution)', span(data.startedAt, data.resolvedAt)],
      ['Phases', phasesCell(incident)],
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
    similarBlock(incident, context),
  ];
}

/** The phases that an incident goes through, in their order, with the times at which it reached them. */
function phasesCell({ data }: Entry<'incidents'>): Cell {
  const first = data.updates[0]?.at;
  const phases: readonly (readonly [string, string | undefined])[] = [
    ['detected', data.detectedAt],
    ['acknowledged', data.acknowledgedAt],
    ['communicated', first],
    ['stabilised', data.mitigatedAt],
    ['resolved', data.resolvedAt],
    ['recovery verified', data.verifiedAt],
  ];
  return several(
    phases.map(([name, at]) =>
      at === undefined ? unknown(`${name}: not recorded`) : measured(`${name}: ${formatUtc(Date.parse(at))}`),
    ),
  );
}
