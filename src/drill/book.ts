import type { Book, RegisterEntry } from '../book/book.ts';
import type { Channel } from '../response/routes.ts';
import type { Delivery } from '../schemas/channel.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Probe } from '../schemas/probe.ts';
import { mailboxOf, type Receivers } from './receivers.ts';
import type { Scenario } from './scenarios.ts';

/** A book whose every channel leads to local receivers, and the secrets that its channels ask for. */
export interface DrillBook {
  readonly book: Book;
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * A copy of a book for a drill: its channels are those of the book by kind, but lead to receivers on this machine; its
 * own incidents and planned work are left out, so that the drill is all there is. No address and no secret of the book
 * is in it.
 */
export function drillBook(book: Book, scenario: Scenario, receivers: Receivers): DrillBook {
  const secrets = new Map([
    ['DRILL_ACCOUNT', `AC${'0'.repeat(32)}`],
    ['DRILL_TOKEN', 'a-token-of-the-drill'],
    ['DRILL_SMTP', receivers.smtp],
  ]);
  const registers = new Map(
    [...book.registers].map(([domain, named]) => [
      domain,
      new Map(
        [...named].map(([name, entry]) => {
          if (name !== 'contacts') return [name, entry];
          const { data } = entry as RegisterEntry<'contacts'>;
          const channels = data.channels.map((channel) => localChannel(channel, domain, receivers, secrets));
          return [name, { ...entry, data: { ...data, channels } } as RegisterEntry];
        }),
      ),
    ]),
  );
  const services = new Map(
    [...book.collections.services].map(([id, service]) => {
      const more = scenario.dependsOn?.[id];
      if (more === undefined) return [id, service];
      return [id, { ...service, data: { ...service.data, dependsOn: [...service.data.dependsOn, ...more] } }];
    }),
  );
  const collections = { ...book.collections, services, incidents: new Map(), maintenance: new Map() };
  return { book: { ...book, registers, collections, probes: staged(book.probes) }, secrets };
}

/** Answers of a busy machine must not count as slow when it is not the scenario that slows them. */
const SLOWEST_LIMIT = '2s';

/**
 * Probes as a drill can play them. Certificates live on the clock of the machine, and would be too old or too young on
 * that of the drill.
 */
function staged<P extends Probe>(probes: readonly P[]): P[] {
  return probes
    .filter(({ kind }) => kind !== 'tls')
    .map((probe) =>
      probe.degradedAfter !== undefined && durationMs(probe.degradedAfter) < durationMs(SLOWEST_LIMIT)
        ? { ...probe, degradedAfter: SLOWEST_LIMIT }
        : probe,
    );
}

function localChannel(
  { delivery: _, ...channel }: Channel,
  domain: string,
  receivers: Receivers,
  secrets: Map<string, string>,
): Channel {
  const delivery = localDelivery(channel, domain, receivers, secrets);
  return { ...channel, ...(delivery === null ? {} : { delivery }) };
}

/** A delivery of the same kind that stays on this machine; null for what is shown on pages. */
function localDelivery(
  { kind, id }: Pick<Channel, 'kind' | 'id'>,
  domain: string,
  receivers: Receivers,
  secrets: Map<string, string>,
): Delivery | null {
  const channel = `${domain}/${id}`;
  const base = receivers.baseOf(channel);
  const keep = (value: string) => {
    const name = `DRILL_${channel.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
    secrets.set(name, value);
    return name;
  };
  switch (kind) {
    case 'dashboard':
    case 'status page':
    case 'web':
      return null;
    case 'email':
      return {
        via: 'smtp',
        serverSecret: 'DRILL_SMTP',
        from: 'Drill <drill@drill.test>',
        to: [mailboxOf(channel)],
      };
    case 'sms':
    case 'whatsapp':
      return {
        via: 'twilio',
        medium: kind,
        accountSecret: 'DRILL_ACCOUNT',
        tokenSecret: 'DRILL_TOKEN',
        // Numbers that no telephone can have.
        from: '+15005550006',
        to: ['+15005550010'],
        endpoint: base,
      };
    case 'pagerduty':
      return { via: 'pagerduty', keySecret: 'DRILL_TOKEN', endpoint: base };
    case 'slack':
      return { via: 'slack', urlSecret: keep(`${base}/slack`) };
    case 'teams':
    case 'discord':
    case 'google chat':
    case 'telegram':
    case 'ntfy':
    case 'opsgenie':
    case 'webhook':
    case 'phone':
    case 'wiki':
      return { via: 'webhook', urlSecret: keep(`${base}/message`), signingSecret: 'DRILL_TOKEN' };
    default:
      throw new RangeError(`unknown kind of channel: ${String(kind satisfies never)}`);
  }
}
