import type { BodyHeading } from '../../book/body.ts';
import { type Entry, entriesIn, entriesOf, find } from '../../book/book.ts';
import { isOpenItem } from '../../postmortems/board.ts';
import { ALLOWED_INTERVALS, compareWindows } from '../../postmortems/windows.ts';
import { durationMs } from '../../schemas/duration.ts';
import { waiverOf } from '../../schemas/waiver.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

/** Sections that the postmortem policies of a domain ask for, with the policy that asks. */
function sectionsOf(policies: readonly Entry<'policies'>[]): { name: string; policy: string }[] {
  return policies
    .filter(({ data }) => data.kind === 'postmortem')
    .flatMap(({ id, data }) => data.sections.map((name) => ({ name, policy: id })));
}

const sameName = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

export const postmortemSections: Rule = {
  id: 'postmortem-sections',
  level: 'error',
  reason: 'A domain that lists what its postmortems must say means every one of them.',
  *check({ book, bodyOf, today }): Generator<Complaint> {
    for (const entry of entriesOf(book, 'postmortems')) {
      if (waiverOf(entry.data.waivers, 'sections', today)) continue;
      const { source } = entry;
      const { headings } = bodyOf(source);
      for (const { name, policy } of sectionsOf(entriesIn(book, 'policies', entry.domain))) {
        const heading = headings.find(({ text }) => sameName(text, name));
        if (!heading) {
          yield {
            file: source.file,
            at: { line: source.bodyLine, column: 1 },
            message: `the section "${name}" is missing; ${policy} asks for it. Add the line ## ${name} and what belongs there`,
          };
        } else if (!hasText(source.body ?? '', source.bodyLine, heading, headings)) {
          yield {
            file: source.file,
            at: heading,
            message: `the section "${name}" is empty; ${policy} asks for it`,
          };
        }
      }
    }
  },
};

/** Whether anything stands between a heading and the next one that is not below it. */
function hasText(body: string, bodyLine: number, heading: BodyHeading, all: readonly BodyHeading[]): boolean {
  const next = all.find(({ line, depth }) => line > heading.line && depth <= heading.depth);
  const lines = body.split('\n').slice(heading.line - bodyLine + 1, next ? next.line - bodyLine : undefined);
  return lines.some((line) => line.trim() !== '' && !/^#{1,6}\s/.test(line));
}

export const postmortemLink: Rule = {
  id: 'postmortem-link',
  level: 'error',
  reason: 'An incident and its postmortem that do not name each other are found from one side only.',
  *check({ book }): Generator<Complaint> {
    for (const entry of entriesOf(book, 'postmortems')) {
      const incident = find(book, 'incidents', entry.data.incident);
      if (!incident) continue;
      const named = incident.data.postmortem;
      if (named === entry.id) continue;
      yield complain(
        entry.source,
        ['incident'],
        named === undefined
          ? `${incident.id} does not name this postmortem; add postmortem: ${entry.id} to ${incident.source.file}`
          : `${incident.id} says that its postmortem is ${named}; one incident has one postmortem`,
      );
    }
    for (const entry of entriesOf(book, 'incidents')) {
      const named =
        entry.data.postmortem === undefined ? undefined : find(book, 'postmortems', entry.data.postmortem);
      if (named && named.data.incident !== entry.id)
        yield complain(
          entry.source,
          ['postmortem'],
          `${named.id} is about ${named.data.incident}, not about this incident`,
        );
    }
  },
};

export const closedWithOpenActions: Rule = {
  id: 'closed-with-open-actions',
  level: 'error',
  reason: 'A postmortem that is closed while its most urgent work is open says that nothing is left to do.',
  *check({ book, today }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'postmortems')) {
      if (data.state !== 'closed' || waiverOf(data.waivers, 'action items', today)) continue;
      for (const [index, item] of data.actionItems.entries()) {
        if (!isOpenItem(item) || (item.priority !== 'P0' && item.priority !== 'P1')) continue;
        yield complain(
          source,
          ['actionItems', index, 'state'],
          `${item.id} is ${item.priority} and ${item.state}, but the postmortem is closed; finish it, set state: reviewed, or add waivers: [{ of: action items, by, on, reason }]`,
        );
      }
    }
  },
};

export const impactWindow: Rule = {
  id: 'impact-window',
  level: 'warning',
  reason:
    'Times of an impact that the probes did not see are wrong, or hide something that probes should look at.',
  *check({ book, observed }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'postmortems')) {
      const watching = book.probes.filter(({ service }) => data.services.includes(service));
      const interval = Math.max(0, ...watching.map((probe) => durationMs(probe.interval)));
      const ends = compareWindows(data.timestamps, observed.get(data.incident) ?? [], interval);
      for (const { end, written, observed: seen, differs } of ends ?? []) {
        if (!differs) continue;
        const key = end === 'start' ? 'impactStartedAt' : 'impactEndedAt';
        const told = seen === null ? 'it is still down for them' : new Date(seen).toISOString();
        yield complain(
          source,
          ['timestamps', key],
          `${key} is ${new Date(written).toISOString()}, but probes say ${told}; that is more than ${ALLOWED_INTERVALS} intervals of ${interval / 1000} s apart. Correct it, or say why in the timeline`,
        );
      }
    }
  },
};

/** Beginnings of a title that no work can be measured by, with words that have an end. */
const VAGUE: readonly (readonly [RegExp, string])[] = [
  [/^(?:investigate|look into|explore|think about|consider|research)\b/i, 'decide, by a day, whether to …'],
  [/^(?:monitor|watch|keep an eye on)\b/i, 'alert on … above …'],
  [/^(?:improve|optimi[sz]e|enhance|revisit|review)\b/i, 'bring … from … to …'],
  [/^(?:make sure|ensure|be more|try to|remember)\b/i, 'refuse … unless …'],
  [/^(?:train|remind|tell|educate|ask people)\b/i, 'add a step to … that …'],
];

export const vagueAction: Rule = {
  id: 'vague-action',
  level: 'warning',
  reason: 'An action item without an end stays open for ever; it starts with what will be different.',
  *check({ book }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'postmortems')) {
      for (const [index, { id, title }] of data.actionItems.entries()) {
        const match = VAGUE.map(([pattern, words]) => [pattern.exec(title)?.[0], words] as const).find(
          ([found]) => found !== undefined,
        );
        if (!match) continue;
        yield {
          file: source.file,
          at: source.locateWords(['actionItems', index, 'title'], match[0] as string, 0),
          message: `${id} begins with "${match[0]}", which is never finished; say what will be different`,
          suggestion: match[1],
        };
      }
    }
  },
};
