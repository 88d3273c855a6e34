import type { Message } from '../response/message.ts';
import type { Channel } from '../response/routes.ts';
import type { Delivery } from '../schemas/channel.ts';
import type { Answer } from './answer.ts';
import * as discord from './channels/discord.ts';
import * as googleChat from './channels/google-chat.ts';
import * as ntfy from './channels/ntfy.ts';
import * as opsgenie from './channels/opsgenie.ts';
import * as pagerduty from './channels/pagerduty.ts';
import * as slack from './channels/slack.ts';
import * as smtp from './channels/smtp.ts';
import * as teams from './channels/teams.ts';
import * as telegram from './channels/telegram.ts';
import * as twilio from './channels/twilio.ts';
import * as webhook from './channels/webhook.ts';
import { NetworkFault, post, reasonOf } from './post.ts';
import { MissingSecret, Secrets, WrongSecret } from './secrets.ts';
import type { Tools } from './tools.ts';

/** What a sender needs of its surroundings. */
export interface Sending {
  /** Value of a secret by its name; undefined where nobody set it. */
  resolveSecret(name: string): string | undefined;
  /** Milliseconds in which the other side must have answered; 10,000 when absent. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970-01-01T00:00:00Z; the clock of the machine when absent. */
  now?(): number;
}

const TIMEOUT_MS = 10_000;

/**
 * Brings messages to channels. The answer says what the other side said, without any secret, address or number: it is
 * kept in the record, which others may read. Never throws; whatever goes wrong is an answer that says so.
 */
export function createSender({
  resolveSecret,
  timeoutMs = TIMEOUT_MS,
  now = Date.now,
}: Sending): (channel: Channel, message: Message) => Promise<Answer> {
  return async (channel, message) => {
    const { delivery } = channel;
    if (delivery === undefined) return withoutDelivery(channel);
    const secrets = new Secrets(resolveSecret);
    const tools: Tools = {
      secrets,
      timeoutMs,
      now,
      // Before anybody reads it: what has been shortened or taken apart is no longer found.
      post: async (request) => secrets.concealReply(await post(request, timeoutMs)),
    };
    const answer = await deliver(delivery, message, tools).catch(failure);
    return { ...answer, result: secrets.conceal(answer.result) };
  };
}

/** What is shown on pages anyway has been told; everything else needs somebody who brings it there. */
function withoutDelivery({ id, kind }: Channel): Answer {
  switch (kind) {
    case 'dashboard':
    case 'status page':
      return { ok: true, result: `shown on the ${kind}` };
    case 'web':
      return { ok: true, result: 'shown on the site' };
    case 'slack':
    case 'teams':
    case 'discord':
    case 'google chat':
    case 'telegram':
    case 'ntfy':
    case 'email':
    case 'pagerduty':
    case 'opsgenie':
    case 'webhook':
    case 'sms':
    case 'whatsapp':
    case 'phone':
    case 'wiki':
      return {
        ok: false,
        final: true,
        result: `the channel ${id} has no delivery; say in contacts.yaml how messages are brought there`,
      };
    default:
      throw new RangeError(`unknown kind of channel: ${String(kind satisfies never)}`);
  }
}

async function deliver(delivery: Delivery, message: Message, tools: Tools): Promise<Answer> {
  switch (delivery.via) {
    case 'smtp':
      return await smtp.deliver(delivery, message, tools);
    case 'slack':
      return await slack.deliver(delivery, message, tools);
    case 'teams':
      return await teams.deliver(delivery, message, tools);
    case 'discord':
      return await discord.deliver(delivery, message, tools);
    case 'google chat':
      return await googleChat.deliver(delivery, message, tools);
    case 'telegram':
      return await telegram.deliver(delivery, message, tools);
    case 'ntfy':
      return await ntfy.deliver(delivery, message, tools);
    case 'pagerduty':
      return await pagerduty.deliver(delivery, message, tools);
    case 'opsgenie':
      return await opsgenie.deliver(delivery, message, tools);
    case 'twilio':
      return await twilio.deliver(delivery, message, tools);
    case 'webhook':
      return await webhook.deliver(delivery, message, tools);
    default:
      throw new RangeError(`unknown kind of delivery: ${String((delivery satisfies never as Delivery).via)}`);
  }
}

/** Words of ours are kept; of any other error only the code, because its words may hold what it was given. */
function failure(error: unknown): Answer {
  if (error instanceof MissingSecret || error instanceof WrongSecret)
    return { ok: false, final: true, result: error.message };
  if (error instanceof NetworkFault) return { ok: false, final: false, result: error.message };
  return { ok: false, final: false, result: reasonOf(error) };
}
