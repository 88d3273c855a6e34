import type { Message } from '../../response/message.ts';
import { type Answer, firstText, judgeStatus, objectOf, refusal } from '../answer.ts';
import { cut } from '../text.ts';
import { type Tone, toneOf } from '../tone.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Teams takes messages of about 28 kB; lines of this length, with title and links, stay well below it in any script. */
const MOST_LINES = 3000;
const MOST_TITLE = 300;
const MOST_LABEL = 60;
const MOST_ACTIONS = 6;
const MOST_URL = 1000;

const COLOUR_WORDS = {
  critical: 'Attention',
  high: 'Attention',
  medium: 'Warning',
  low: 'Accent',
  over: 'Good',
} as const satisfies Record<Tone, string>;

/**
 * What a workflow that waits for a webhook is given: one Adaptive Card. Text stands in `TextRun`, the one element of
 * Adaptive Cards that knows no Markdown.
 */
export function payloadOf(message: Message) {
  const { title, lines, links } = message;
  const paragraph = (text: string, more: object = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...more }],
  });
  const heading = { size: 'Large', weight: 'Bolder', color: COLOUR_WORDS[toneOf(message)] };
  const said = cut(lines.join('\n'), MOST_LINES);
  return {
    type: 'message',
    summary: cut(title, MOST_TITLE),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: cut(title, MOST_TITLE),
          msteams: { width: 'Full' },
          body: [
            paragraph(cut(title, MOST_TITLE), heading),
            ...said
              .split('\n')
              .filter((line) => line !== '')
              .map((line) => paragraph(line)),
          ],
          actions: links
            .filter(({ url }) => url.length <= MOST_URL)
            .slice(0, MOST_ACTIONS)
            .map(({ label, url }) => ({ type: 'Action.OpenUrl', title: cut(label, MOST_LABEL), url })),
        },
      },
    ],
  };
}

export async function deliver(
  { urlSecret }: DeliveryBy<'teams'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const body = JSON.stringify(payloadOf(message));
  const reply = await post({ url: secrets.address(urlSecret), type: 'application/json', body });
  const { error } = objectOf(reply);
  const judged = judgeStatus(reply, typeof error === 'object' ? firstText({ ...error }, 'code') : null);
  // Older webhooks answer 200 and tell the failure in words, with the status that Teams gave them.
  const inner = /\bfail(?:ed|ure)\b.*?\bHTTP error (\d{3})\b/is.exec(reply.body)?.[1];
  if (!judged.ok || inner === undefined) return judged;
  const behind = judgeStatus({ ...reply, status: Number(inner) });
  return refusal(reply, `Teams refused it with ${inner}`, behind.ok ? false : behind.final);
}
