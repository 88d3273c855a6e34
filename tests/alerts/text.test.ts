import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secrets } from '../../src/alerts/secrets.ts';
import { cutSms, septets } from '../../src/alerts/sms.ts';
import { cut, cutBytes, keyWithin, withLinks } from '../../src/alerts/text.ts';
import { TONES, toneOf } from '../../src/alerts/tone.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });

describe('a text that is cut', () => {
  test('is never too long, never ends within a character, and is whole when it fits', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 320 }), (text, most) => {
        const short = cut(text, most);
        expect(short.length).toBeLessThanOrEqual(most);
        expect(short.isWellFormed()).toBe(true);
        const bytes = cutBytes(text, most);
        expect(Buffer.byteLength(bytes)).toBeLessThanOrEqual(most);
        expect(bytes.isWellFormed()).toBe(true);
        if (text.length <= most) expect(short).toBe(text);
        else expect(short.endsWith('…')).toBe(true);
      }),
    );
  });

  test('keeps links whole, the first ones first', () => {
    const links = [1, 2, 3].map((i) => ({
      label: `Runbook ${i}`,
      url: `https://book.test/${'x'.repeat(40)}/${i}`,
    }));
    const text = withLinks('word '.repeat(100), links, 250);
    expect(text.length).toBeLessThanOrEqual(250);
    expect(text.split('\n').slice(1)).toEqual([`Runbook 1: https://book.test/${'x'.repeat(40)}/1`]);
    expect(withLinks('short', links, 1000).split('\n').length).toBe(4);
  });

  test('keeps keys apart that differ behind the limit', () => {
    const [one, other] = [keyWithin(`${'k'.repeat(300)}1`, 255), keyWithin(`${'k'.repeat(300)}2`, 255)];
    expect(one).not.toBe(other);
    expect([one.length, other.length]).toEqual([255, 255]);
    expect(keyWithin('short', 255)).toBe('short');
  });
});

describe('an SMS', () => {
  const LINK = '\nhttps://book.test/runbooks/acme/ShopDown/';

  test('holds two parts: 306 places of its alphabet, or 134 of another, and the link', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sms = cutSms(text, LINK);
        const plain = /^[\x20-\x7e\n]*$/.test(sms);
        expect(plain ? septets(sms) <= 306 : sms.length <= 306).toBe(true);
        expect(sms.endsWith(LINK)).toBe(true);
        expect(sms.isWellFormed()).toBe(true);
      }),
    );
    expect(septets(cutSms('a'.repeat(1000), LINK))).toBe(306);
    expect(cutSms('ы'.repeat(1000), LINK).length).toBe(134);
    // A bracket takes the room of two letters.
    expect(septets('[]')).toBe(4);
    expect(septets(cutSms('['.repeat(1000), ''))).toBeLessThanOrEqual(306);
  });

  test('is not halved by one typographic sign', () => {
    const text = `It’s “down” – since 12:00…${'a'.repeat(200)}`;
    expect(cutSms(text, '')).toBe(`It's "down" - since 12:00...${'a'.repeat(200)}`);
  });

  test('leaves out a link that would leave no room for what is wrong', () => {
    expect(cutSms('Shop is down', `\nhttps://book.test/${'x'.repeat(300)}`)).toBe('Shop is down');
  });
});

describe('[U39] a secret', () => {
  test('is found in every form in which it travels', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }), (noise) => {
        const secret = `Sup3r/${noise.trim()}?&="\\canary`;
        const secrets = new Secrets(() => secret);
        const value = secrets.value('ANY');
        for (const form of [
          value,
          value.toLowerCase(),
          encodeURIComponent(value),
          encodeURIComponent(value).toLowerCase(),
          JSON.stringify(value).slice(1, -1),
          Buffer.from(value).toString('base64'),
          Buffer.from(value).toString('hex'),
        ]) {
          const concealed = secrets.conceal(`before ${form} after ${form}`);
          expect(concealed).toBe('before [hidden] after [hidden]');
        }
      }),
    );
  });

  test('that holds another one goes as a whole', () => {
    const secrets = new Secrets((name) => ({ A: 'token', B: 'token-of-mine' })[name]);
    secrets.value('A');
    secrets.value('B');
    expect(secrets.conceal('token-of-mine and token')).toBe('[hidden] and [hidden]');
  });

  test('loses the line end that pasting leaves', () => {
    expect(new Secrets(() => ' abcdef\n').value('ANY')).toBe('abcdef');
    // The small form of this letter is two letters long.
    const mixed = new Secrets(() => 'Hunter2Pass');
    mixed.value('ANY');
    expect(mixed.conceal('İzmir: key Hunter2Pass bad')).not.toContain('Hunter2Pass');
  });
});

test('every urgency has a tone, and one that nobody has is an error', () => {
  const tones = [1, 2, 3, 4, 5].map((urgency) => toneOf({ action: 'open', urgency }));
  expect(new Set([...tones, toneOf({ action: 'close', urgency: 1 })])).toEqual(new Set(TONES));
  for (const urgency of [0, 6, 1.5, Number.NaN])
    expect(() => toneOf({ action: 'open', urgency })).toThrow(RangeError);
});
