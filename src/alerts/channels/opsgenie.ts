import type { Message } from '../../response/message.ts';
import { type Answer, firstText, isJsonObject, judgeStatus, notTheService, objectOf } from '../answer.ts';
import { cut, keyWithin, withLinks } from '../text.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Limits of the Alert API: message 130, alias 512, description 15,000, note 25,000, entity 512, 20 tags of 50. */
const MOST_MESSAGE = 130;
const MOST_ALIAS = 512;
const MOST_DESCRIPTION = 15_000;
const MOST_NOTE = 25_000;
const MOST_ENTITY = 512;
const MOST_TAG = 50;

const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const;

/** What one request says and the path to which it goes: an alert, a note to it, or its end. */
export function payloadOf(message: Message, responders: readonly string[]) {
  const { title, lines, links, incident, action, severity, domain, services, urgency } = message;
  const alias = keyWithin(incident, MOST_ALIAS);
  const below = `/v2/alerts/${encodeURIComponent(alias)}`;
  const by = { source: 'Watchbook', user: 'Watchbook' };
  const said = lines.join('\n');
  const note = withLinks(`${title}\n${said}`, links, MOST_NOTE);
  switch (action) {
    case 'close':
      return {
        path: `${below}/close?identifierType=alias`,
        body: { ...by, note },
      };
    case 'update':
      return {
        path: `${below}/notes?identifierType=alias`,
        body: { ...by, note },
      };
    case 'open':
      return {
        path: '/v2/alerts',
        body: {
          ...by,
          message: cut(title, MOST_MESSAGE),
          alias,
          description: withLinks(said, links, MOST_DESCRIPTION),
          responders: responders.map((name) => ({ type: 'team', name })),
          tags: [cut(severity.replaceAll(',', ' '), MOST_TAG), cut(domain, MOST_TAG)],
          entity: cut(services.join(', ') || domain, MOST_ENTITY),
          priority: priorityOf(urgency),
          details: { severity, domain, incident },
        },
      };
    default:
      throw new RangeError(`unknown action of a message: ${String(action satisfies never)}`);
  }
}

function priorityOf(urgency: number): (typeof PRIORITIES)[number] {
  const priority = PRIORITIES[urgency - 1];
  if (priority === undefined) throw new RangeError(`an urgency of ${urgency}, where 1 to 5 exist`);
  return priority;
}

export async function deliver(
  { keySecret, responders, endpoint = 'https://api.opsgenie.com' }: DeliveryBy<'opsgenie'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const { path, body } = payloadOf(message, responders);
  const reply = await post({
    url: new URL(`${endpoint.replace(/\/+$/, '')}${path}`),
    type: 'application/json',
    body: JSON.stringify(body),
    headers: { Authorization: `GenieKey ${secrets.value(keySecret)}` },
  });
  const judged = judgeStatus(reply, firstText(objectOf(reply), 'message'));
  if (!judged.ok) return judged;
  return isJsonObject(reply) ? judged : notTheService(reply, 'Opsgenie');
}
