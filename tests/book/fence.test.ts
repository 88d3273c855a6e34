import { describe, expect, it } from 'vitest';
import { anchorsOf, readBody, stepsOf } from '../../src/book/body.ts';
import { fenceAttributes, placeholdersIn } from '../../src/book/fence.ts';
import { readSource } from '../../src/book/source.ts';

describe('the attributes of a fence', () => {
  it.each([
    [
      '{"name":"ask","cwd":"/srv","interactive":false,"tag":2}',
      { name: 'ask', cwd: '/srv', interactive: 'false', tag: '2' },
    ],
    ['name=ask cwd=/srv', { name: 'ask', cwd: '/srv' }],
    ['name="two words" title=\'x y\' showLineNumbers', { name: 'two words', title: 'x y' }],
    ['', {}],
  ])('[G32] are read from %s', (meta, expected) => {
    expect(fenceAttributes(meta)).toEqual(expected);
  });

  it.each([['{name: ask}'], ['{"name":["ask"]}'], ['{"name":"ask"']])('are a problem in %s', (meta) => {
    expect(fenceAttributes(meta)).toHaveProperty('problem');
  });
});

describe('the words that a reader puts in', () => {
  it('are found in either form with their places, and nothing else is', () => {
    expect(placeholdersIn('cat <LOG_1> </dev/null\nx {{ LOG }} <log> $HOME <<EOF')).toEqual([
      { name: 'LOG_1', line: 0, column: 5 },
      { name: 'LOG', line: 1, column: 3 },
    ]);
  });
});

describe('the steps of a text', () => {
  const body = readBody(
    readSource(
      'x.mdx',
      '---\ntitle: X\n---\n## Steps\n\n<Steps>\n<Step title="Ask the service">\n\n<Command name="a" risk="low">\n\n```sh name=a\nls\n```\n\n</Command>\n\n</Step>\n<Step title="Again" id="twice">Go.</Step>\n</Steps>\n\n<Rollback>Back.</Rollback>\n',
    ),
  );

  it('[K47] come in order with their anchors and places in the file', () => {
    expect(stepsOf(body)).toEqual([
      { id: 'ask-the-service', title: 'Ask the service', line: 7, column: 1 },
      { id: 'twice', title: 'Again', line: 18, column: 1 },
    ]);
    expect([...anchorsOf(body)]).toEqual(['steps', 'ask-the-service', 'twice', 'rollback']);
  });

  it('know what holds them, and where they and their fences end', () => {
    expect(body.components.map(({ name, parent, line, end }) => [name, parent, line, end])).toEqual([
      ['Steps', null, 6, 19],
      ['Step', 'Steps', 7, 17],
      ['Command', 'Step', 9, 15],
      ['Step', 'Steps', 18, 18],
      ['Rollback', null, 21, 21],
    ]);
    expect(body.code.map(({ line, end }) => [line, end])).toEqual([[11, 13]]);
  });
});
