import type { Message } from '../../response/message.ts';
import {
  type Answer,
  firstText,
  isJsonObject,
  judgeStatus,
  notTheService,
  objectOf,
  refusal,
} from '../answer.ts';
import { withLinks } from '../text.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Limit of core.telegram.org/bots/api, sendMessage. */
const MOST_TEXT = 4096;

/** What sendMessage is given. There is no `parse_mode`, so that nothing in the text can be read as markup. */
export function payloadOf(message: Message, chat: string) {
  const { title, lines, links } = message;
  const text = withLinks([title, '', ...lines].join('\n'), links, MOST_TEXT);
  return { chat_id: chat, text, link_preview_options: { is_disabled: true } };
}

export async function deliver(
  { tokenSecret, chat, endpoint = 'https://api.telegram.org' }: DeliveryBy<'telegram'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const token = secrets.value(tokenSecret);
  const body = JSON.stringify(payloadOf(message, secrets.written(chat)));
  const url = new URL(
    `${endpoint.replace(/\/+$/, '')}/bot${encodeURIComponent(token).replaceAll('%3A', ':')}/sendMessage`,
  );
  const reply = await post({ url, type: 'application/json', body });
  const answered = objectOf(reply);
  const { parameters } = answered;
  const wait =
    typeof parameters === 'object' && parameters !== null
      ? (parameters as { retry_after?: unknown }).retry_after
      : undefined;
  const timed = {
    ...reply,
    retryAfter: reply.retryAfter ?? (typeof wait === 'number' ? String(wait) : null),
  };
  const said = firstText(answered, 'description');
  const judged = judgeStatus(timed, said);
  if (!judged.ok) return judged;
  if (!isJsonObject(reply)) return notTheService(reply, 'Telegram');
  // The answer repeats the text and may have been cut off behind its first member.
  if (/^\s*\{\s*"ok"\s*:\s*true\b/.test(reply.body) || answered['ok'] === true) return judged;
  const { error_code: code } = answered;
  const behind = judgeStatus({ ...timed, status: typeof code === 'number' ? code : 0 });
  return refusal(timed, said ?? 'it was not sent', behind.ok ? false : behind.final);
}
