import { createHash, createHmac } from 'node:crypto';
import type { Message } from '../../response/message.ts';
import { type Answer, judgeStatus } from '../answer.ts';
import { WrongSecret } from '../secrets.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Number of the shape below; another one when a field goes or changes its meaning. */
export const WEBHOOK_VERSION = 1;

/** What a receiver of one's own is given; docs/alerting.md describes every field. Instants in ISO 8601, UTC. */
export function payloadOf(message: Message) {
  const { key, incident, stage, action, test, title, lines, links, severity, urgency } = message;
  const { domain, services, startedAt, endedAt, at } = message;
  return {
    version: WEBHOOK_VERSION,
    key,
    incident,
    stage,
    action,
    test,
    title,
    lines,
    links,
    severity,
    urgency,
    domain,
    services,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    at: new Date(at).toISOString(),
  };
}

/** Headers that let a receiver drop what comes twice, and tell ours from others. */
export function headersOf(
  message: Message,
  body: string,
  secret: Buffer,
  now: number,
): Record<string, string> {
  const id = `msg_${createHash('sha256').update(message.key).digest('hex').slice(0, 32)}`;
  const timestamp = String(Math.floor(now / 1000));
  return {
    // A header holds ASCII; words of a severity may be others.
    'Idempotency-Key': /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(message.key)
      ? message.key
      : encodeURIComponent(message.key),
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature(id, timestamp, body, secret)}`,
  };
}

/** HMAC-SHA256 in base64 over id, timestamp and body, joined by dots: the symmetric scheme of standardwebhooks.com. */
export function signature(id: string, timestamp: string, body: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
}

/** The bytes of a signing secret: base64 behind `whsec_`, as libraries for this scheme write it, else the text itself. */
export function signingKey(name: string, value: string): Buffer {
  if (!value.startsWith('whsec_')) return Buffer.from(value, 'utf8');
  const bytes = Buffer.from(value.slice('whsec_'.length), 'base64');
  if (bytes.length === 0) throw new WrongSecret(name, 'base64 behind whsec_');
  return bytes;
}

export async function deliver(
  { urlSecret, signingSecret }: DeliveryBy<'webhook'>,
  message: Message,
  { secrets, post, now }: Tools,
): Promise<Answer> {
  const url = secrets.address(urlSecret);
  const key = signingKey(signingSecret, secrets.value(signingSecret));
  const body = JSON.stringify(payloadOf(message));
  const headers = headersOf(message, body, key, now());
  return judgeStatus(await post({ url, type: 'application/json', body, headers }));
}
