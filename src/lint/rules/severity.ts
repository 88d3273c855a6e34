import { entriesOf, register } from '../../book/book.ts';
import { nearest } from '../../book/finding.ts';
import type { DataPath, Source } from '../../book/source.ts';
import { type Complaint, complain, type LintContext, type Rule } from '../rule.ts';

interface Use {
  readonly source: Source;
  readonly domain: string;
  readonly path: DataPath;
  readonly level: string;
}

/** Every place where a severity level is named. */
function* uses({ book }: LintContext): Generator<Use> {
  for (const collection of ['services', 'runbooks', 'incidents', 'postmortems'] as const) {
    for (const entry of entriesOf(book, collection)) {
      const level = entry.data.severity;
      if (level) yield { source: entry.source, domain: entry.domain, path: ['severity'], level };
    }
  }
  for (const policy of entriesOf(book, 'policies')) {
    for (const [index, deadline] of policy.data.deadlines.entries()) {
      for (const [place, level] of deadline.appliesTo.entries()) {
        yield {
          source: policy.source,
          domain: policy.domain,
          path: ['deadlines', index, 'appliesTo', place],
          level,
        };
      }
    }
  }
  for (const [domain, registers] of book.registers) {
    const severities = registers.get('severities');
    if (severities === undefined) continue;
    const routes = register(book, domain, 'severities')?.routes ?? [];
    for (const [index, route] of routes.entries()) {
      for (const [place, level] of route.levels.entries()) {
        yield { source: severities.source, domain, path: ['routes', index, 'levels', place], level };
      }
    }
  }
}

export const unknownSeverity: Rule = {
  id: 'unknown-severity',
  level: 'error',
  reason:
    'Each domain has a severity scale of its own; a level of another scale would page the wrong people.',
  *check(context): Generator<Complaint> {
    for (const use of uses(context)) {
      const levels = register(context.book, use.domain, 'severities')?.levels.map((level) => level.id) ?? [];
      if (levels.includes(use.level)) continue;
      const known = levels.length > 0 ? `it knows ${levels.join(', ')}` : 'it has no severities.yaml';
      yield complain(
        use.source,
        use.path,
        `${use.domain} has no severity ${use.level}; ${known}`,
        nearestLevel(use.level, levels),
      );
    }
  },
};

/** The nearest level by spelling, else the one with the same number, else the least urgent. */
function nearestLevel(written: string, levels: readonly string[]): string | null {
  const number = /\d+/.exec(written)?.[0];
  return (
    levels.find((level) => number !== undefined && level.endsWith(number)) ??
    nearest(written, levels) ??
    levels.at(-1) ??
    null
  );
}

const INTERRUPTING = new Set(['sms', 'whatsapp', 'phone', 'pagerduty', 'opsgenie']);

export const lowSeverityWakes: Rule = {
  id: 'low-severity-wakes',
  level: 'error',
  reason: 'Only the two most urgent levels may interrupt a person; anything else must wait for daylight.',
  *check({ book }): Generator<Complaint> {
    for (const [domain, registers] of book.registers) {
      const source = registers.get('severities')?.source;
      const severities = register(book, domain, 'severities');
      if (!source || !severities) continue;
      const channels = new Map(
        (register(book, domain, 'contacts')?.channels ?? []).map((channel) => [channel.id, channel.kind]),
      );
      for (const [index, route] of severities.routes.entries()) {
        const low = route.levels.filter(
          (id) => (severities.levels.find((level) => level.id === id)?.urgency ?? 1) > 2,
        );
        if (low.length === 0) continue;
        const loud = route.channels.filter((id) => INTERRUPTING.has(channels.get(id) ?? ''));
        if (!route.wakes && loud.length === 0) continue;
        yield complain(
          source,
          ['routes', index],
          `${low.join(', ')} may not wake anybody${loud.length > 0 ? `, but goes to ${loud.join(', ')}` : ''}`,
        );
      }
    }
  },
};
