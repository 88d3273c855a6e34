import type { Message } from '../../response/message.ts';
import { type Answer, firstText, isJsonObject, judgeStatus, notTheService, objectOf } from '../answer.ts';
import { cut, cutBytes, escapeHtml, keyWithin } from '../text.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** A message of Google Chat holds 32,000 bytes, cards included; a key of a thread 4000 characters. */
const MOST_LINES_BYTES = 12_000;
const MOST_TITLE = 300;
const MOST_LABEL = 80;
const MOST_URL = 1000;
const MOST_BUTTONS = 6;
const MOST_KEY = 200;

/** What a webhook is given: one card, in the thread of the incident. */
export function payloadOf(message: Message) {
  const { title, lines, links, incident, severity } = message;
  const buttons = links
    .filter(({ url }) => url.length <= MOST_URL)
    .slice(0, MOST_BUTTONS)
    .map(({ label, url }) => ({ text: cut(label, MOST_LABEL), onClick: { openLink: { url } } }));
  const widgets = [
    // Paragraphs of cards read some HTML.
    {
      textParagraph: {
        text: cutBytes(lines.join('\n'), MOST_LINES_BYTES).split('\n').map(escapeHtml).join('<br>'),
      },
    },
    ...(buttons.length === 0 ? [] : [{ buttonList: { buttons } }]),
  ];
  return {
    fallbackText: cut(title, MOST_TITLE),
    cardsV2: [
      {
        cardId: keyWithin(incident, 60),
        card: {
          header: { title: cut(title, MOST_TITLE), subtitle: cut(severity, 60) },
          sections: [{ widgets }],
        },
      },
    ],
    thread: { threadKey: keyWithin(incident, MOST_KEY) },
  };
}

export async function deliver(
  { urlSecret }: DeliveryBy<'google chat'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const url = secrets.address(urlSecret);
  // Without it the key of the thread is passed over.
  url.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD');
  const reply = await post({ url, type: 'application/json', body: JSON.stringify(payloadOf(message)) });
  const { error } = objectOf(reply);
  const judged = judgeStatus(
    reply,
    typeof error === 'object' && error !== null ? firstText({ ...error }, 'message', 'status') : null,
  );
  if (!judged.ok) return judged;
  return isJsonObject(reply) ? judged : notTheService(reply, 'Google Chat');
}
