import type { Message } from '../../response/message.ts';
import { type Answer, firstText, isJsonObject, judgeStatus, notTheService, objectOf } from '../answer.ts';
import { cut, cutBytes, firstLink } from '../text.ts';
import { type Tone, toneOf } from '../tone.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Limits of docs.ntfy.sh/publish: a longer message becomes a file, and three actions are shown. */
const MOST_MESSAGE_BYTES = 4096;
const MOST_TITLE = 250;
const MOST_ACTIONS = 3;
const MOST_LABEL = 60;

/** 5 rings through, 2 makes no sound. */
const PRIORITIES = { critical: 5, high: 4, medium: 3, low: 2, over: 3 } as const satisfies Record<
  Tone,
  number
>;
const TAGS = {
  critical: 'rotating_light',
  high: 'warning',
  medium: 'warning',
  low: 'information_source',
  over: 'white_check_mark',
} as const satisfies Record<Tone, string>;

/** What the root of a server is given to publish. */
export function payloadOf(message: Message, topic: string) {
  const { title, lines, links, severity } = message;
  const tone = toneOf(message);
  const click = firstLink(message);
  return {
    topic,
    title: cut(title, MOST_TITLE),
    // An empty message would be shown as "triggered".
    message: cutBytes(lines.join('\n') || title, MOST_MESSAGE_BYTES),
    priority: PRIORITIES[tone],
    tags: [TAGS[tone], severity],
    ...(click === null ? {} : { click }),
    actions: links
      .slice(0, MOST_ACTIONS)
      .map(({ label, url }) => ({ action: 'view', label: cut(label, MOST_LABEL), url })),
  };
}

export async function deliver(
  { topic, tokenSecret, endpoint = 'https://ntfy.sh' }: DeliveryBy<'ntfy'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const token = tokenSecret === undefined ? null : secrets.value(tokenSecret);
  const body = JSON.stringify(payloadOf(message, secrets.written(topic)));
  const reply = await post({
    url: new URL(endpoint),
    type: 'application/json',
    body,
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
  });
  const judged = judgeStatus(reply, firstText(objectOf(reply), 'error'));
  if (!judged.ok) return judged;
  return isJsonObject(reply) ? judged : notTheService(reply, 'ntfy');
}
