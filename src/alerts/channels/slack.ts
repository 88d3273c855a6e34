import type { Message } from '../../response/message.ts';
import { type Answer, isJsonObject, judgeStatus, notTheService, objectOf } from '../answer.ts';
import { cut } from '../text.ts';
import type { DeliveryBy, Tools } from '../tools.ts';

/** Limits of docs.slack.dev, reference of Block Kit: header 150, section 3000; 40,000 for a message. */
const MOST_TITLE = 150;
const MOST_SECTION = 3000;
const MOST_LABEL = 200;

/** What an incoming webhook is given. Text of people and probes stands in `plain_text`, where nothing mentions anybody. */
export function payloadOf(message: Message) {
  const { title, lines, links } = message;
  const said = lines.join('\n');
  return {
    // Notifications show this, and read it as markup.
    text: cut(escapeMarkup(title), MOST_SECTION),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, MOST_TITLE), emoji: false } },
      ...(said === ''
        ? []
        : [{ type: 'section', text: { type: 'plain_text', text: cut(said, MOST_SECTION), emoji: false } }]),
      ...linkSections(links),
    ],
  };
}

/** Links in as many sections as they need: half a link is none. */
function linkSections(links: Message['links']) {
  const sections: string[] = [];
  for (const { label, url } of links) {
    const line = `<${escapeMarkup(url).replaceAll('|', '%7C')}|${escapeMarkup(cut(label, MOST_LABEL))}>`;
    if (line.length > MOST_SECTION) continue;
    const last = sections.at(-1);
    if (last !== undefined && last.length + line.length < MOST_SECTION)
      sections[sections.length - 1] = `${last}\n${line}`;
    else sections.push(line);
  }
  return sections.slice(0, 10).map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } }));
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export async function deliver(
  { urlSecret }: DeliveryBy<'slack'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const body = JSON.stringify(payloadOf(message));
  const reply = await post({ url: secrets.address(urlSecret), type: 'application/json', body });
  const said = reply.body.trim();
  // Reasons are bare words such as channel_is_archived.
  const judged = judgeStatus(reply, /^[a-z]+(?:_[a-z]+)*$/.test(said) ? said : null);
  if (!judged.ok || said === 'ok') return judged;
  // Services that take the same payload answer in JSON.
  const { ok, success } = objectOf(reply);
  return isJsonObject(reply) && (ok === true || success === true) ? judged : notTheService(reply, 'Slack');
}
