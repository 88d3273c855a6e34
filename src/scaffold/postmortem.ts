import { type Book, type Entry, entriesIn, find } from '../book/book.ts';
import { isoInstant, spanExact } from '../calendar/time.ts';
import type { Evidence } from '../postmortems/evidence.ts';
import { postmortemOf } from '../postmortems/written.ts';
import { sections } from './entries.ts';
import { AnswerError, type NewFile, yamlText } from './question.ts';

/**
 * A draft of the postmortem of an incident: its times, probes, updates and costs from what is already written and
 * recorded. Nothing is guessed: what nobody wrote down says so. Throws {@link AnswerError} where there is no such
 * incident, where it is not over, and where it has a postmortem.
 */
export function draftPostmortem(book: Book, incidentId: string, evidence: Evidence): NewFile {
  const incident = find(book, 'incidents', incidentId);
  if (!incident)
    throw new AnswerError(
      `there is no incident ${incidentId} in content/incidents/; write it first: npm run new -- incident`,
    );
  const { data } = incident;
  const existing = postmortemOf(book, incident);
  if (existing || data.postmortem !== undefined)
    throw new AnswerError(`${incidentId} has a postmortem: ${existing?.source.file ?? data.postmortem}`);
  if (data.resolvedAt === undefined)
    throw new AnswerError(`${incidentId} is not over; a postmortem begins when resolvedAt is set`);
  const events = eventsOf(incident, evidence);
  const costs = evidence.spent.map(({ slo, words }) => `- ${slo}: ${words}`).join('\n');
  return {
    path: `postmortems/${incidentId}.mdx`,
    text: `---
title: ${yamlText(data.title)}
summary: ${yamlText(`${data.title}. To be written: what happened, in a few sentences.`)}
domain: ${data.domain}
incident: ${incidentId}
state: draft
severity: ${yamlText(data.severity)}
services: [${data.services.join(', ')}]
${evidence.spent.length > 0 ? `slos: [${evidence.spent.map(({ slo }) => slo).join(', ')}]\n` : ''}timestamps:
${timestampsOf(incident, events)
  .map(([name, at]) => `  ${name}: ${at}\n`)
  .join('')}detectedBy: ${evidence.outages.length > 0 ? 'probe' : 'unknown'}
impact: To be written, what users noticed.
dataLoss: false # true when data was lost
trigger: To be written
contributingFactors:
  - { category: unknown, text: "To be written, one line for each factor" }
resolution: ${yamlText(data.mitigation === 'none' ? 'To be written' : `To be written (${data.mitigation})`)}
lessons: {}
timeline:
${events.map(({ at, kind, text }) => `  - { at: ${isoInstant(at)}, kind: ${kind}, text: ${yamlText(text)} }\n`).join('')}runbooksUsed: []${data.runbooks.length === 0 ? '' : ` # opened, as the incident says; write for each whether it worked, partly, failed or was missing: ${data.runbooks.join(', ')}`}
actionItems: []
---

Blame is no part of this: say what people saw and what the tools let through, and name roles.
${costs === '' ? '' : `\nCost of error budgets, from the record:\n\n${costs}\n`}${sections(requiredSections(book, data.domain))}`,
  };
}

/** The text of an incident with its postmortem named. Throws {@link AnswerError} where the front matter has no `updates`. */
export function namePostmortem(text: string, id: string): string {
  const named = text.replace(/^updates:/m, `postmortem: ${id}\nupdates:`);
  if (named === text)
    throw new AnswerError(
      'the incident has no line that begins with updates:; add the line postmortem yourself',
    );
  return named;
}

interface Event {
  readonly at: number;
  readonly kind: 'impact-start' | 'detection' | 'ack' | 'mitigation' | 'impact-end' | 'comms' | 'note';
  readonly text: string;
}

/** What is known to have happened, oldest first. */
function eventsOf({ data }: Entry<'incidents'>, { outages }: Evidence): Event[] {
  const said = data.updates.map(
    ({ at, text }): Event => ({ at: Date.parse(at), kind: 'comms', text: `Told: ${shorten(text)}` }),
  );
  const known = (at: string | undefined, kind: Event['kind'], text: string): Event[] =>
    at === undefined ? [] : [{ at: Date.parse(at), kind, text }];
  const seen = outages.flatMap(({ probe, from, to }): Event[] => [
    { at: from, kind: 'note', text: `The probe ${probe} finds the first failure of an outage` },
    ...(to === null
      ? []
      : [
          {
            at: to,
            kind: 'note' as const,
            text: `The probe ${probe} finds it well again, after ${spanExact(to - from)}`,
          },
        ]),
  ]);
  const order = ['impact-start', 'note', 'detection', 'ack', 'comms', 'mitigation', 'impact-end'];
  return [
    ...known(data.startedAt, 'impact-start', 'The impact begins'),
    ...known(data.detectedAt, 'detection', 'It is noticed'),
    ...known(data.acknowledgedAt, 'ack', 'It is taken on'),
    ...known(data.mitigatedAt, 'mitigation', 'The worst is over'),
    ...known(data.resolvedAt, 'impact-end', 'The impact ends'),
    ...seen,
    ...said,
  ].sort((a, b) => a.at - b.at || order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** The timestamps of a draft. Where nobody wrote down when it was noticed, the first word about it is the latest it can be. */
function timestampsOf({ data }: Entry<'incidents'>, events: readonly Event[]): [string, string][] {
  const start = Date.parse(data.startedAt);
  const first = events.find(({ kind, at }) => kind === 'comms' && at >= start);
  const detected = data.detectedAt ?? isoInstant(first?.at ?? start);
  const found: [string, string | undefined][] = [
    ['impactStartedAt', data.startedAt],
    ['detectedAt', detected],
    ['acknowledgedAt', data.acknowledgedAt],
    ['publicPostedAt', data.audience === 'public' && first ? isoInstant(first.at) : undefined],
    ['mitigatedAt', data.mitigatedAt],
    ['impactEndedAt', data.resolvedAt],
  ];
  return found.flatMap(([name, at]) => (at === undefined ? [] : [[name, at] as [string, string]]));
}

function requiredSections(book: Book, domain: string): string[] {
  return [
    ...new Set(
      entriesIn(book, 'policies', domain)
        .filter(({ data }) => data.kind === 'postmortem')
        .flatMap(({ data }) => data.sections),
    ),
  ];
}

/** Text of at most 240 characters on one line. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 240 ? line : `${line.slice(0, 239)}…`;
}
