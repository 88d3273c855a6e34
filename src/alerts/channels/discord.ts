import type { Message } from '../../response/message.ts';
import { type Answer, firstText, isJsonObject, judgeStatus, notTheService, objectOf } from '../answer.ts';
import { cut, firstLink } from '../text.ts';
import { COLOURS, toneOf } from '../tone.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Limits of docs.discord.com, resources, message, embed limits; 6000 for all of an embed together. */
const MOST_TITLE = 256;
const MOST_DESCRIPTION = 4096;
const MOST_LABEL = 200;
const MOST_URL = 2000;

/** What a webhook is given: one embed, in which nothing of the text is markup and nothing mentions anybody. */
export function payloadOf(message: Message) {
  const { title, lines, links, at, incident } = message;
  const listed = links
    .filter(({ url }) => url.length <= MOST_URL)
    .map(({ label, url }) => `[${escapeMarkup(cut(label, MOST_LABEL))}](<${url.replaceAll('>', '%3E')}>)`);
  let room = MOST_DESCRIPTION;
  const kept = listed.filter((link) => {
    room -= link.length + 1;
    return room > MOST_DESCRIPTION / 2;
  });
  const below = kept.length === 0 ? '' : `\n${kept.join('\n')}`;
  const said = cut(lines.map(escapeMarkup).join('\n'), MOST_DESCRIPTION - below.length);
  const url = firstLink(message);
  return {
    embeds: [
      {
        title: cut(escapeMarkup(title), MOST_TITLE),
        description: `${said}${below}`.trim(),
        color: Number.parseInt(COLOURS[toneOf(message)], 16),
        timestamp: new Date(at).toISOString(),
        footer: { text: cut(incident, 200) },
        ...(url === null || url.length > MOST_URL ? {} : { url }),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

function escapeMarkup(text: string): string {
  return text.replace(/[\\*_~`|>#[\]()<:@-]/g, '\\$&');
}

export async function deliver(
  { urlSecret }: DeliveryBy<'discord'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const url = secrets.address(urlSecret);
  // Without it the answer comes before anybody knows whether the message was kept.
  url.searchParams.set('wait', 'true');
  const reply = await post({ url, type: 'application/json', body: JSON.stringify(payloadOf(message)) });
  const answered = objectOf(reply);
  const wait = answered['retry_after'];
  const judged = judgeStatus(
    { ...reply, retryAfter: reply.retryAfter ?? (typeof wait === 'number' ? String(wait) : null) },
    firstText(answered, 'message'),
  );
  if (!judged.ok) return judged;
  return isJsonObject(reply) ? judged : notTheService(reply, 'Discord');
}
