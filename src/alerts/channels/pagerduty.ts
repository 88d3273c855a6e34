import type { Message } from '../../response/message.ts';
import { type Answer, firstText, isJsonObject, judgeStatus, notTheService, objectOf } from '../answer.ts';
import { cut, cutBytes, firstLink, keyWithin } from '../text.ts';
import { type Tone, toneOf } from '../tone.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Limits of the Events API v2: summary 1024, dedup_key 255, an event 512 kB. */
const MOST_SUMMARY = 1024;
const MOST_KEY = 255;
const MOST_DETAILS_BYTES = 20_000;

const SEVERITIES = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  over: 'info',
} as const satisfies Record<Tone, string>;

/**
 * An event. All of one incident have the same `dedup_key`: what is said later is added to the alert that is there, which
 * calls nobody again, because that service escalates by its own policy.
 */
export function payloadOf(message: Message, routingKey: string) {
  const { title, lines, links, incident, severity, domain, services, startedAt, action, stage } = message;
  const event = { routing_key: routingKey, dedup_key: keyWithin(incident, MOST_KEY) };
  if (action === 'close') return { ...event, event_action: 'resolve' as const };
  const url = firstLink(message);
  return {
    ...event,
    event_action: 'trigger' as const,
    client: 'Watchbook',
    ...(url === null ? {} : { client_url: url }),
    payload: {
      summary: cut(title, MOST_SUMMARY),
      source: cut(services[0] ?? domain, 255),
      severity: SEVERITIES[toneOf(message)],
      timestamp: new Date(startedAt).toISOString(),
      component: cut(services.join(', ') || domain, 255),
      group: domain,
      class: stage,
      custom_details: { severity, stage, text: cutBytes(lines.join('\n'), MOST_DETAILS_BYTES) },
    },
    links: links.map(({ label, url: href }) => ({ href, text: label })),
  };
}

export async function deliver(
  { keySecret, endpoint = 'https://events.pagerduty.com' }: DeliveryBy<'pagerduty'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const body = JSON.stringify(payloadOf(message, secrets.value(keySecret)));
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/v2/enqueue`);
  const reply = await post({ url, type: 'application/json', body });
  const answered = objectOf(reply);
  const { errors } = answered;
  const told = Array.isArray(errors) ? errors.filter((one) => typeof one === 'string').join('; ') : '';
  const judged = judgeStatus(reply, told || firstText(answered, 'message', 'status'));
  if (!judged.ok) return judged;
  return isJsonObject(reply) && answered['status'] === 'success' ? judged : notTheService(reply, 'PagerDuty');
}
