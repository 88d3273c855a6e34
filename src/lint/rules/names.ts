import { entriesOf, register } from '../../book/book.ts';
import { nearest } from '../../book/finding.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

export const duplicateAlert: Rule = {
  id: 'duplicate-alert',
  level: 'error',
  reason: 'An alert that two runbooks claim leaves the person on call to choose at three in the morning.',
  *check({ book }): Generator<Complaint> {
    const owners = new Map<string, string>();
    for (const runbook of entriesOf(book, 'runbooks')) {
      for (const [index, alert] of runbook.data.alerts.entries()) {
        const owner = owners.get(alert);
        if (owner)
          yield complain(runbook.source, ['alerts', index], `the alert ${alert} already belongs to ${owner}`);
        else owners.set(alert, runbook.source.file);
      }
    }
  },
};

export const alertFileName: Rule = {
  id: 'alert-file-name',
  level: 'error',
  reason: 'A runbook for an alert is found by the name of the alert, so the file carries that name.',
  *check({ book }): Generator<Complaint> {
    for (const runbook of entriesOf(book, 'runbooks')) {
      if (runbook.data.kind !== 'alert') continue;
      const name = runbook.id.split('/').at(-1);
      const alert = runbook.data.alerts[0];
      if (alert && alert !== name) {
        yield complain(
          runbook.source,
          ['alerts', 0],
          `the file is named ${name}, its first alert ${alert}`,
          runbook.source.file.replace(`${name}.mdx`, `${alert}.mdx`),
        );
      }
    }
  },
};

export const duplicateProbe: Rule = {
  id: 'duplicate-probe',
  level: 'error',
  reason: 'The record keeps samples by probe id; two probes with one id would write into one history.',
  *check({ book }): Generator<Complaint> {
    for (const service of entriesOf(book, 'services')) {
      const seen = new Set<string>();
      for (const [index, probe] of service.data.probes.entries()) {
        if (seen.has(probe.id))
          yield complain(
            service.source,
            ['probes', index, 'id'],
            `the service already has a probe ${probe.id}`,
          );
        seen.add(probe.id);
      }
    }
  },
};

export const unknownContact: Rule = {
  id: 'unknown-contact',
  level: 'error',
  reason: 'An alert routed to a channel that does not exist is an alert nobody gets.',
  *check({ book }): Generator<Complaint> {
    for (const [domain, registers] of book.registers) {
      const channels = (register(book, domain, 'contacts')?.channels ?? []).map((channel) => channel.id);
      const source = registers.get('severities')?.source;
      for (const [index, route] of (register(book, domain, 'severities')?.routes ?? []).entries()) {
        for (const [place, id] of route.channels.entries()) {
          if (source && !channels.includes(id)) {
            yield complain(
              source,
              ['routes', index, 'channels', place],
              `${domain} has no channel ${id} in its contacts`,
              nearest(id, channels),
            );
          }
        }
      }
    }
    for (const team of entriesOf(book, 'teams')) {
      const channels = (register(book, team.domain, 'contacts')?.channels ?? []).map((channel) => channel.id);
      if (team.data.contact && !channels.includes(team.data.contact)) {
        yield complain(
          team.source,
          ['contact'],
          `${team.domain} has no channel ${team.data.contact} in its contacts`,
          nearest(team.data.contact, channels),
        );
      }
    }
  },
};

export const unknownVendor: Rule = {
  id: 'unknown-vendor',
  level: 'error',
  reason:
    'A service names the vendors it depends on so that their status page is one click away in an outage.',
  *check({ book }): Generator<Complaint> {
    for (const service of entriesOf(book, 'services')) {
      const vendors = (register(book, service.domain, 'contacts')?.vendors ?? []).map((vendor) => vendor.id);
      for (const [index, id] of service.data.vendors.entries()) {
        if (!vendors.includes(id))
          yield complain(
            service.source,
            ['vendors', index],
            `${service.domain} has no vendor ${id} in its contacts`,
            nearest(id, vendors),
          );
      }
    }
  },
};

export const undeclaredPartner: Rule = {
  id: 'undeclared-partner',
  level: 'error',
  reason:
    'A partner is either a domain of this book or declared external; anything else is a typing mistake.',
  *check({ book }): Generator<Complaint> {
    for (const [domain, registers] of book.registers) {
      const source = registers.get('handoffs')?.source;
      for (const [index, integration] of (register(book, domain, 'handoffs')?.integrations ?? []).entries()) {
        if (source && !integration.domain && !integration.external) {
          yield complain(
            source,
            ['integrations', index],
            `${integration.partner} is neither a domain of this book nor marked external: true`,
            nearest(integration.partner, book.collections.domains.keys()),
          );
        }
      }
    }
  },
};

export const unknownTicketClass: Rule = {
  id: 'unknown-ticket-class',
  level: 'error',
  reason: 'A ticket is judged by the targets of its class.',
  *check({ book }): Generator<Complaint> {
    for (const [domain, registers] of book.registers) {
      const source = registers.get('support')?.source;
      const support = register(book, domain, 'support');
      if (!source || !support) continue;
      const classes = support.classes.map((item) => item.name);
      for (const [index, ticket] of support.tickets.entries()) {
        if (!classes.includes(ticket.class))
          yield complain(
            source,
            ['tickets', index, 'class'],
            `there is no class of ticket ${ticket.class}`,
            nearest(ticket.class, classes),
          );
      }
    }
  },
};
