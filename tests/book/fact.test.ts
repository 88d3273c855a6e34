import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { lookUpFact } from '../../src/book/fact.ts';
import { assembled, smallBook } from './made.ts';

const { book } = assembled();

describe('the address of a fact', () => {
  it.each([
    ['a field of an entry', 'slos/acme/shop#stated', '99.9 %'],
    ['a field that its schema filled in', 'slos/acme/shop#window', '30d'],
    ['a field inside a field', 'slos/acme/shop#sli.kind', 'availability'],
    ['a field of a register', 'domains/acme/severities#levels[SEV1].responds', '15m'],
    ['a list item by id', 'domains/acme/contacts#vendors[cloud].name', 'Cloud'],
    ['a list item by name', 'domains/acme/support#classes[critical].resolves', '< 4h'],
    ['a list item by what is due', 'policies/acme/writing#deadlines[The postmortem].within', '72h'],
    ['a list item by position', 'domains/acme/severities#levels[1].id', 'SEV2'],
    ['a word in a list of words', 'teams/acme/core#aliases[Core]', 'Core'],
    ['a domain', 'domains/acme#title', 'Acme'],
    ['a value that is not known', 'rotations/acme/on-call#start', null],
  ])('finds %s', (_, address, value) => {
    expect(lookUpFact(book, address)).toEqual({ ok: true, value });
  });

  it.each([
    ['without a path', 'slos/acme/shop', 'entry#path', null],
    ['of an unknown entry', 'slos/acme/shpo#stated', 'no entry or register', 'slos/acme/shop'],
    [
      'of an unknown register',
      'domains/acme/severity#levels',
      'no entry or register',
      'domains/acme/severities',
    ],
    ['of a register the domain does not have', 'domains/acme/recovery#rto', 'no entry or register', null],
    ['of an unknown collection', 'objectives/acme/shop#stated', 'no entry or register', null],
    ['with an unknown field', 'slos/acme/shop#titel', 'has no titel', 'title'],
    ['with an unknown list item', 'domains/acme/severities#levels[SEV9].responds', 'has no SEV9', 'SEV1'],
    ['with a field every object inherits', 'slos/acme/shop#constructor', 'has no constructor', null],
    ['with brackets behind something that is no list', 'slos/acme/shop#sli[0]', 'no list', null],
    ['that goes on below a text', 'slos/acme/shop#stated.unit', 'has no unit', null],
    ['that goes on below nothing', 'rotations/acme/on-call#start.day', 'has no day', null],
    ['that is empty', '', 'entry#path', null],
  ])('%s is refused with words and the nearest address', (_, address, words, suggestion) => {
    expect(lookUpFact(book, address)).toEqual({
      ok: false,
      message: expect.stringContaining(words),
      suggestion,
    });
  });

  it('follows the book: another value there is another fact here', () => {
    const text = smallBook().get('domains/acme/severities.yaml')?.replace('15m', '5m') as string;
    const changed = assembleBook(smallBook({ 'domains/acme/severities.yaml': text })).book;
    expect(lookUpFact(changed, 'domains/acme/severities#levels[SEV1].responds')).toEqual({
      ok: true,
      value: '5m',
    });
  });
});
