import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/probe/conditions/evaluate.ts';
import { matchesGlob } from '../../src/probe/conditions/glob.ts';
import { parseCondition } from '../../src/probe/conditions/parse.ts';
import { placeholdersOf } from '../../src/probe/conditions/tree.ts';
import type { Facts } from '../../src/probe/look.ts';

const facts: Facts = {
  status: 404,
  responseTimeMs: 120.4,
  body: JSON.stringify({
    status: 'UP',
    name: 'a == b',
    count: 3,
    zero: 0,
    ratio: 0.5,
    text3: '3',
    nothing: null,
    yes: true,
    list: [{ id: 7 }, { id: 8 }],
    'odd key': { 'a.b': 1 },
    nested: { deep: { x: 'y' } },
  }),
  headers: new Map([
    ['content-type', 'application/json; charset=utf-8'],
    ['x-left', '12'],
  ]),
  certificateDays: 30,
  dnsAnswers: ['10.0.0.1', '10.0.0.2'],
  ip: '127.0.0.1',
  connected: true,
};

function run(text: string, given: Facts = facts) {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message} at ${parsed.column}`);
  return evaluate(parsed.tree, given);
}

describe('a condition that holds', () => {
  test.each([
    '[STATUS] == 404',
    '[STATUS]==404',
    '  [STATUS]   !=  200 ',
    '404 == [STATUS]',
    '[STATUS] == any(200, 404)',
    '[STATUS] != any(200, 500)',
    '[RESPONSE_TIME] < 500ms',
    '[RESPONSE_TIME] <= 120',
    '[RESPONSE_TIME] < 1s',
    '[BODY].status == UP',
    '[BODY].status == "UP"',
    '[BODY].name == "a == b"',
    '[BODY].count >= 3',
    '[BODY].zero == 0',
    '[BODY].ratio > 0.25',
    '[BODY].text3 == "3"',
    '[BODY].nothing == null',
    '[BODY].status != null',
    '[BODY].yes == true',
    '[BODY].list[1].id == 8',
    '[BODY]["odd key"]["a.b"] == 1',
    '[BODY].nested.deep.x == y',
    'len([BODY].list) == 2',
    'len([BODY].status) == 2',
    'len([BODY].nested) == 1',
    'has([BODY].nested.deep)',
    'has([BODY].nothing)',
    'has([BODY].nowhere) == false',
    'has([HEADER].x-none) == false',
    'matches([BODY].status, "U*")',
    'matches([HEADER].content-type, "application/json*")',
    '[HEADER].x-left > 10',
    '[HEADER].X-Left == 12',
    '[CERTIFICATE_DAYS] > 21',
    '[DNS_ANSWERS] == 10.0.0.1',
    '[DNS_ANSWERS] != 10.0.0.9',
    '[DNS_ANSWERS][1] == "10.0.0.2"',
    'len([DNS_ANSWERS]) == 2',
    'matches([DNS_ANSWERS], "10.0.*.2")',
    '[IP] == 127.0.0.1',
    '[CONNECTED]',
    '[CONNECTED] == true',
  ])('%s', (text) => {
    expect(run(text)).toMatchObject({ holds: true });
  });
});

describe('a condition that fails says with which values', () => {
  test.each([
    ['[STATUS] == 200', '[STATUS] (404) == 200'],
    ['[STATUS] == any(200, 204)', '[STATUS] (404) == any(200, 204)'],
    ['[BODY].count < 3', '[BODY].count (3) < 3'],
    ['len([BODY].list) > 2', 'len([BODY].list) (2) > 2'],
    ['matches([BODY].status, "D*")', 'matches([BODY].status, "D*") (false)'],
    ['has([BODY].x)', 'has([BODY].x) (false)'],
    ['[DNS_ANSWERS] == 10.0.0.9', '[DNS_ANSWERS] (["10.0.0.1","10.0.0.2"]) == 10.0.0.9'],
  ])('[S21] %s', (text, shown) => {
    expect(run(text)).toMatchObject({ holds: false, text: shown });
  });

  test('a long value is shortened', () => {
    const { text } = run('[BODY].x == y', { body: JSON.stringify({ x: 'z'.repeat(500) }) });
    expect(text).toBe(`[BODY].x (${'z'.repeat(39)}…) == y`);
  });

  test('what is shown is concealed before it is shortened', () => {
    const secret = 'k'.repeat(60);
    const parsed = parseCondition('[BODY].x == y');
    if (!parsed.ok) throw new Error(parsed.message);
    const conceal = (text: string) => text.replaceAll(secret, '***');
    expect(evaluate(parsed.tree, { body: JSON.stringify({ x: `a ${secret}` }) }, conceal).text).toBe(
      '[BODY].x (a ***) == y',
    );
  });
});

describe('nothing that is missing or of another type ever passes', () => {
  const html: Facts = {
    status: 200,
    body: '<h1>ok</h1>',
    headers: new Map(),
    responseTimeMs: 5,
    connected: true,
  };
  const nothing: Facts = {};
  test.each([
    ['[BODY].missing < 100', facts, 'no such field'],
    ['[BODY].missing != DOWN', facts, 'no such field'],
    ['[BODY].missing == null', facts, 'no such field'],
    ['len([BODY].missing) < 5', facts, 'no such field'],
    ['matches([BODY].missing, "*")', facts, 'no such field'],
    ['[BODY].list[9].id != 1', facts, 'no such field'],
    ['[BODY].status.length > 0', facts, 'no such field'],
    ['[BODY].constructor != x', facts, 'no such field'],
    ['[BODY].list.length == 2', facts, 'no such field'],
    ['[BODY].status < 100', facts, 'text beside a number'],
    ['[BODY].status != 1', facts, 'text beside a number'],
    ['[BODY].text3 == 3', facts, 'text beside a number'],
    ['[BODY].nothing < 5', facts, 'null beside a number'],
    ['[BODY].count != "DOWN"', facts, 'a number beside text'],
    ['[BODY].list != x', facts, 'a list beside text'],
    ['[BODY].count == any("a", "b")', facts, 'fits none'],
    ['[BODY].count != any("a", "b")', facts, 'fits none'],
    ['len([BODY].count) < 5', facts, 'has no length'],
    ['[DNS_ANSWERS] < 5', facts, 'no order'],
    ['[HEADER].x-none != 1', facts, 'no such header'],
    ['has([BODY].x) == false', html, 'not JSON'],
    ['[BODY].x != 1', html, 'not JSON'],
    ['[STATUS] < 300', nothing, 'not observed'],
    ['[STATUS] != 500', nothing, 'not observed'],
    ['[RESPONSE_TIME] < 500', nothing, 'not observed'],
    ['[CERTIFICATE_DAYS] > 5', nothing, 'not observed'],
    ['has([BODY].x) == false', nothing, 'not observed'],
    ['has([HEADER].x) == false', nothing, 'not observed'],
    ['[CONNECTED] == false', nothing, 'not observed'],
    ['[BODY].x < 1', { bodyProblem: 'larger than 1 MiB' }, 'larger than 1 MiB'],
  ] as [string, Facts, string][])('[S18] %s', (text, given, why) => {
    const result = run(text, given);
    expect(result.holds).toBe(false);
    expect(result.text).toContain(why);
  });

  test('[S18] no comparison of any path holds on a body without that path', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const op = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
    const right = fc.constantFrom('0', '100', '-1', '5s');
    fc.assert(
      fc.property(name, op, right, (field, operator, value) => {
        expect(run(`[BODY].${field} ${operator} ${value}`, { body: '{}' }).holds).toBe(false);
        expect(run(`len([BODY].${field}) ${operator} ${value}`, { body: '[]' }).holds).toBe(false);
      }),
    );
  });
});

describe('what is wrong is told when it is written, with its column', () => {
  test.each([
    ['[BODY].a == [BODY].b == [BODY].c', 22, 'exactly two operands'],
    ['a == b == c', 8, 'exactly two operands'],
    ['[STATUS] == 200 or 201', 17, 'left over'],
    ['[STATUS] = 200', 10, 'expected one of'],
    ['[STATUS] 200', 10, 'expected one of'],
    ['[STATUS] ==', 12, 'ends here'],
    ['', 1, 'ends here'],
    ['[STATE] == 200', 1, 'is not one of'],
    ['[STATUS == 200', 1, 'is not one of'],
    ['[STATUS].x == 200', 9, 'has no fields'],
    ['[HEADER] == x', 9, 'needs a name'],
    ['[BODY]. == x', 7, 'expected a field'],
    ['[BODY][x] == 1', 7, 'expected a field'],
    ['[BODY].name == "open', 16, 'never closed'],
    ['200 == 200', 1, 'fixed'],
    ['any(1, 2) == 1', 1, 'fixed'],
    ['[STATUS] < any(1, 2)', 10, '== and != only'],
    ['[STATUS] < high', 12, 'numbers and durations'],
    ['[BODY].x < "5"', 12, 'numbers and durations'],
    ['has([BODY].x) > 1', 1, 'numbers and durations'],
    ['size([BODY]) == 1', 1, 'not one of the functions'],
    ['len(5) == 1', 5, 'takes one placeholder'],
    ['matches([BODY].x)', 1, 'takes a placeholder and a pattern'],
    ['[BODY].x == any([STATUS])', 17, 'plain values'],
    ['[BODY].id == 90071992547409931', 14, 'too large'],
    ['[STATUS]', 9, 'not a yes or no'],
  ])('[S19] %s is refused at column %i', (text, column, message) => {
    const parsed = parseCondition(text);
    expect(parsed).toMatchObject({ ok: false, column });
    expect(parsed.ok ? '' : parsed.message).toContain(message);
  });

  test('any text gives a tree or a column inside it, and never throws', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '[STATUS]',
      '[BODY]',
      '.a',
      '"',
      '\\',
      '(',
      ')',
      ',',
      '==',
      '<',
      ' ',
      'any',
      'len',
      '5',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (text) => {
          const parsed = parseCondition(text);
          if (!parsed.ok) {
            expect(parsed.column).toBeGreaterThanOrEqual(1);
            expect(parsed.column).toBeLessThanOrEqual(text.length + 1);
          }
        },
      ),
    );
  });

  test('[S19] quoted text with operators, quotes and backslashes comes through as it is', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const quoted = `"${value.replace(/[\\"]/g, (char) => `\\${char}`)}"`;
        expect(run(`[BODY].x == ${quoted}`, { body: JSON.stringify({ x: value }) }).holds).toBe(true);
      }),
    );
  });

  test('the placeholders of a condition can be listed', () => {
    const parsed = parseCondition('len([BODY].a) == [STATUS]');
    expect(parsed.ok && placeholdersOf(parsed.tree)).toEqual(['BODY', 'STATUS']);
  });
});

describe('patterns', () => {
  test('agree with an independent reading by regular expression', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '*', '?')).map((all) => all.join(''));
    const words = fc.array(fc.constantFrom('a', 'b', 'c')).map((all) => all.join(''));
    fc.assert(
      fc.property(letters, words, (pattern, text) => {
        const oracle = new RegExp(`^${pattern.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
        expect(matchesGlob(pattern, text)).toBe(oracle.test(text));
      }),
    );
  });

  test('no pattern can stall a look', () => {
    const start = performance.now();
    expect(matchesGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
