import { cutBy } from './text.ts';

/** Characters of GSM 03.38, the alphabet in which an SMS holds most, and those that take the room of two. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '^{}\\[~]|€\f';
const BASIC_SET = new Set(BASIC);
const EXTENDED_SET = new Set(EXTENDED);

/** Typographic signs for which the alphabet has plain ones; one of them would halve what a message holds. */
const PLAIN: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  ' ': ' ',
  '\t': ' ',
};

/** Two parts, joined by the phone: 153 characters of GSM 03.38 each, or 67 units of UTF-16 (3GPP TS 23.040, 9.2.3.24.1). */
const MOST_GSM = 306;
const MOST_UCS2 = 134;

/** A text and what must stand whole behind it, cut to two parts of an SMS. An end that leaves no room is left out. */
export function cutSms(text: string, end: string): string {
  const plain = [...text].map((character) => PLAIN[character] ?? character).join('');
  const gsm = [...plain, ...end].every(
    (character) => BASIC_SET.has(character) || EXTENDED_SET.has(character),
  );
  const most = gsm ? MOST_GSM : MOST_UCS2;
  const measure = gsm ? septets : (part: string) => part.length;
  const kept = measure(end) <= most / 2 ? end : '';
  return `${cutBy(plain, most - measure(kept), '...', measure)}${kept}`;
}

/** Room that a text takes in GSM 03.38. */
export function septets(text: string): number {
  let count = 0;
  for (const character of text) count += EXTENDED_SET.has(character) ? 2 : 1;
  return count;
}
