import { assembleBook, type ContentFiles } from '../book/assemble.ts';
import { find } from '../book/book.ts';
import { isoInstant, utcDay } from '../calendar/time.ts';
import { recentFacts } from '../reconcile/in-record.ts';
import { serviceTitle } from '../response/notices.ts';
import { draftPostmortem } from '../scaffold/postmortem.ts';
import { type NewFile, yamlText } from '../scaffold/question.ts';
import { evidenceOf } from '../views/evidence.ts';
import { timestampsOf } from './judge.ts';
import type { Played } from './play.ts';

/**
 * The incident of a drill as people would write it, and the draft of its postmortem, made of it and of the record in
 * `dir` as `npm run new -- postmortem --incident` makes it. Empty for an incident that is about no service, or not over.
 */
export function writtenAfterwards(played: Played, files: ContentFiles, dir: string): NewFile[] {
  const [incident] = played.incidents;
  const stamps = timestampsOf(played);
  if (!incident || !stamps || incident.closedAt === null || incident.services.length === 0) return [];
  const id = `${utcDay(incident.startedAt)}-drill-${played.scenario.id}`;
  const said = incident.updates.filter(({ by, text }) => by !== 'watchbook' && text !== null);
  const first = find(played.book, 'services', incident.services[0] ?? '');
  const updates = [
    { at: incident.openedAt, state: 'investigating', text: incident.reason ?? 'It does not answer.' },
    ...said.map(({ at, state, text }) => ({ at, state: state ?? 'investigating', text: text ?? '' })),
    { at: incident.closedAt, state: 'resolved', text: 'Everything answers again.' },
  ];
  const names = incident.services.map((one) => serviceTitle(played.book, one)).join(', ');
  const text = `---
title: ${yamlText(`Drill: ${names} did not answer`.slice(0, 120))}
domain: ${incident.domain}
severity: ${yamlText(incident.severity)}
audience: internal
services: [${incident.services.join(', ')}]
userFacing: ${first?.data.audience === 'public'}
startedAt: ${stamps.impactStartedAt}
detectedAt: ${stamps.detectedAt}
${stamps.acknowledgedAt ? `acknowledgedAt: ${stamps.acknowledgedAt}\n` : ''}${stamps.mitigatedAt ? `mitigatedAt: ${stamps.mitigatedAt}\n` : ''}resolvedAt: ${stamps.impactEndedAt}
updates:
${updates.map((one) => `  - { at: ${isoInstant(one.at)}, state: ${one.state}, text: ${yamlText(`Drill: ${one.text}`)} }\n`).join('')}---
`;
  const path = `incidents/${id}.mdx`;
  const quiet = new Map([...files].filter(([name]) => !/^(?:incidents|maintenance)\//.test(name)));
  const { book } = assembleBook(new Map([...quiet, [path, text]]));
  // A second later, so that the look that closed it counts as well.
  const facts = recentFacts(dir, book, incident.closedAt + 1000);
  return [{ path, text }, draftPostmortem(book, id, evidenceOf(book, facts, id))];
}
