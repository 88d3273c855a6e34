import { entriesOf, findTeam, register } from '../../book/book.ts';
import { BODY_ORDER } from '../../schemas/runbook-body.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

export const runbookBody: Rule = {
  id: 'runbook-body',
  level: 'warning',
  reason:
    'At three in the morning people find the step because it stands where it stands in every other runbook.',
  *check({ book, bodyOf }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'runbooks')) {
      if (data.state !== 'active') continue;
      const order = BODY_ORDER[data.kind];
      const headings = bodyOf(source).headings.filter(({ depth }) => depth === 2);
      let last = 0;
      for (const [index, name] of order.entries()) {
        const heading = headings.find(({ text }) => text.toLowerCase() === name.toLowerCase());
        if (!heading) {
          yield {
            file: source.file,
            at: { line: source.bodyLine, column: 1 },
            message: `the section "${name}" is missing; a runbook of kind ${data.kind} has, in this order: ${order.join(', ')}`,
          };
          continue;
        }
        if (heading.line < last)
          yield {
            file: source.file,
            at: heading,
            message: `"${name}" stands before "${order[index - 1]}"; a runbook of kind ${data.kind} has, in this order: ${order.join(', ')}`,
          };
        last = Math.max(last, heading.line);
      }
    }
  },
};

export const alertWithoutRunbook: Rule = {
  id: 'alert-without-runbook',
  level: 'warning',
  reason: 'An alert that tells nobody what to do next is noise at the moment that counts.',
  *check({ book }): Generator<Complaint> {
    const active = entriesOf(book, 'runbooks').filter(({ data }) => data.state === 'active');
    const helped = new Set(active.flatMap(({ data }) => data.services));
    const ids = new Set(active.map(({ id }) => id));
    // A reference that leads nowhere is said once, by the rule about references.
    const services = book.collections.services;
    for (const { id, data, source } of entriesOf(book, 'services')) {
      for (const [index, probe] of data.probes.entries()) {
        if (probe.runbook === undefined ? helped.has(id) : ids.has(probe.runbook)) continue;
        yield complain(
          source,
          ['probes', index, probe.runbook === undefined ? 'id' : 'runbook'],
          probe.runbook === undefined
            ? `no active runbook helps when ${id}/${probe.id} fails; write one and name it in runbook`
            : `${probe.runbook} is no active runbook; write it, or name one that is`,
        );
      }
    }
    for (const { data, source } of entriesOf(book, 'slos')) {
      const has =
        data.runbook === undefined
          ? !services.has(data.service ?? '') || helped.has(data.service ?? '')
          : ids.has(data.runbook);
      if (has || data.alerts?.length === 0) continue;
      yield complain(
        source,
        [data.runbook === undefined ? 'title' : 'runbook'],
        data.runbook === undefined
          ? 'no active runbook helps when this objective burns its budget; write one and name it in runbook'
          : `${data.runbook} is no active runbook; write it, or name one that is`,
      );
    }
  },
};

export const probeWithoutOwner: Rule = {
  id: 'probe-without-owner',
  level: 'note',
  reason: 'When a probe fails somebody must be reached: an owner with a channel, or a role that is on call.',
  *check({ book }): Generator<Complaint> {
    const onCall = new Set(
      entriesOf(book, 'rotations').flatMap(({ domain, data }) =>
        data.tiers.flatMap(({ role, participants }) =>
          [role, ...participants].flatMap((name) =>
            name === undefined ? [] : (findTeam(book.collections.teams, name, domain)?.id ?? []),
          ),
        ),
      ),
    );
    for (const { domain, data, source } of entriesOf(book, 'services')) {
      const owner = findTeam(book.collections.teams, data.owner, domain);
      if (data.probes.length === 0 || !owner || owner.data.contact !== undefined || onCall.has(owner.id))
        continue;
      const route = register(book, domain, 'severities')?.routes.find(({ levels }) =>
        levels.includes(data.severity ?? ''),
      );
      if (route?.to !== undefined) continue;
      yield complain(
        source,
        ['owner'],
        `nobody is reached when a probe of this service fails: ${owner.id} has no contact and is in no rotation, and no route of ${domain} names a team for ${data.severity ?? 'it'}`,
      );
    }
  },
};
