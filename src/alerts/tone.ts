import type { Message } from '../response/message.ts';

/** How loud a message is, in words that every service can be given in its own. */
export const TONES = ['critical', 'high', 'medium', 'low', 'over'] as const;
export type Tone = (typeof TONES)[number];

/** The tone of a message: by its urgency, 1 to 5, and `over` for the end. Throws on an urgency that nobody has. */
export function toneOf({ action, urgency }: Pick<Message, 'action' | 'urgency'>): Tone {
  if (action === 'close') return 'over';
  switch (urgency) {
    case 1:
      return 'critical';
    case 2:
      return 'high';
    case 3:
      return 'medium';
    case 4:
    case 5:
      return 'low';
    default:
      throw new RangeError(`an urgency of ${urgency}, where 1 to 5 exist`);
  }
}

/** Colour of a tone, as six hexadecimal digits. */
export const COLOURS = {
  critical: 'b3261e',
  high: 'c4570a',
  medium: '9a6b00',
  low: '3b5b92',
  over: '1b7f4b',
} as const satisfies Record<Tone, string>;
