import type { Message } from '../../response/message.ts';
import {
  type Answer,
  firstText,
  isJsonObject,
  judgeStatus,
  notTheService,
  objectOf,
  type Reply,
} from '../answer.ts';
import { NetworkFault } from '../post.ts';
import { cutSms } from '../sms.ts';
import { firstLink, withLinks } from '../text.ts';
import { type DeliveryBy, type Tools, together } from '../tools.ts';

/** Limit of a Body in the API of messages, error 21617 beyond it. */
const MOST_WHATSAPP = 1600;

type Medium = DeliveryBy<'twilio'>['medium'];

/** The form of one message to one number. An SMS is kept short: each part is a message that is paid for. */
export function payloadOf(message: Message, medium: Medium, from: string, to: string): URLSearchParams {
  switch (medium) {
    case 'sms':
      return new URLSearchParams({ To: to, From: from, Body: smsOf(message) });
    case 'whatsapp':
      return new URLSearchParams({
        To: `whatsapp:${to}`,
        From: `whatsapp:${from}`,
        Body: withLinks([message.title, ...message.lines].join('\n'), message.links, MOST_WHATSAPP),
      });
    default:
      throw new RangeError(`unknown medium: ${String(medium satisfies never)}`);
  }
}

/** What is wrong and where to read on; a link is whole or not there. */
function smsOf(message: Message): string {
  const said = [message.title, ...message.lines].join('\n');
  const link = firstLink(message);
  return cutSms(said, link === null ? '' : `\n${link}`);
}

export async function deliver(
  delivery: DeliveryBy<'twilio'>,
  message: Message,
  { secrets, post }: Tools,
): Promise<Answer> {
  const { medium, accountSecret, tokenSecret, endpoint = 'https://api.twilio.com' } = delivery;
  const account = secrets.value(accountSecret);
  const basic = Buffer.from(`${account}:${secrets.value(tokenSecret)}`).toString('base64');
  secrets.hide(basic);
  const from = secrets.written(delivery.from);
  const numbers = delivery.to.map((one) => secrets.written(one));
  const base = endpoint.replace(/\/+$/, '');
  const url = new URL(`${base}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`);
  const answers = await Promise.all(
    numbers.map(async (to): Promise<Answer> => {
      try {
        const reply = await post({
          url,
          type: 'application/x-www-form-urlencoded',
          body: payloadOf(message, medium, from, to).toString(),
          headers: { Authorization: `Basic ${basic}` },
        });
        return judge(reply);
      } catch (error) {
        if (error instanceof NetworkFault) return { ok: false, final: false, result: error.message };
        throw error;
      }
    }),
  );
  return together(answers);
}

function judge(reply: Reply): Answer {
  const answered = objectOf(reply);
  const { code } = answered;
  const said = firstText(answered, 'message');
  const judged = judgeStatus(reply, typeof code === 'number' ? `${said ?? 'refused'} (error ${code})` : said);
  if (!judged.ok) return judged;
  return isJsonObject(reply) ? judged : notTheService(reply, 'Twilio');
}
