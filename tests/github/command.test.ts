import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spokenIn } from '../../src/github/command.ts';

const WORDS = {
  levels: ['SEV1', 'SEV2', 'Critical'],
  services: ['acme/shop', 'acme/pay', 'other/shop'],
  domain: 'acme',
};
const read = (body: string) => spokenIn(body, WORDS);

describe('a comment', () => {
  test.each([
    'Looks good to me',
    'I looked at /var/log/syslog',
    '/var/log/syslog is full',
    '// a remark',
    '> /status resolved',
    '`/status resolved`',
    '    \n',
    '',
    '- /ack',
    '/usr\u0000/bin',
  ])('%j asks for nothing', (body) => expect(read(body)).toBeNull());

  test.each([
    [
      '/status monitoring Mitigated by rollback',
      { kind: 'status', state: 'monitoring', text: 'Mitigated by rollback' },
    ],
    ['/STATUS Identified: it was DNS', { kind: 'status', state: 'identified', text: 'it was DNS' }],
    ['\n\n/status resolved', { kind: 'status', state: 'resolved', text: '' }],
    [
      '/status investigating\nline one\n\nline two',
      { kind: 'status', state: 'investigating', text: 'line one\n\nline two' },
    ],
    ['/severity critical', { kind: 'severity', severity: 'Critical' }],
    ['/component shop', { kind: 'component', service: 'acme/shop', impact: null }],
    [
      '/component other/shop major outage',
      { kind: 'component', service: 'other/shop', impact: 'major outage' },
    ],
    ['/component pay partial_outage', { kind: 'component', service: 'acme/pay', impact: 'partial outage' }],
    ['/publish', { kind: 'publish' }],
    ['/postmortem please', { kind: 'postmortem' }],
    ['/ack', { kind: 'ack' }],
    ['<!-- hidden -->/ack', { kind: 'ack' }],
  ])('%j is one command', (body, command) =>
    expect(read(body)).toEqual({ commands: [command], problems: [] }),
  );

  test.each([
    ['/stats monitoring', '`/status`'],
    ['/status postmortem', '`/status investigating`'],
    ['/status up', '`/status resolved`'],
    ['/severity', '`/severity SEV1`'],
    ['/severity SEV3', '`/severity SEV2`'],
    ['/component', '`/component acme/pay`'],
    ['/component acme/shp', 'Did you mean `/component acme/shop`?'],
    ['/component shop on fire', '`/component shop degraded`'],
    ['/aack', 'Did you mean `/ack`?'],
    ['/constructor', '`/publish`'],
  ])('%j is answered with %s', (body, part) => {
    const spoken = read(body);
    expect(spoken?.commands).toEqual([]);
    expect(spoken?.problems).toHaveLength(1);
    expect(spoken?.problems[0]).toContain(part);
  });

  test('with more commands than anybody writes is read in part, and told so', () => {
    const spoken = read('/ack\n'.repeat(25));
    expect(spoken?.commands).toHaveLength(20);
    expect(spoken?.problems).toEqual(['Only the first 20 of 25 commands were read.']);
  });

  test('whatever it holds gives known words or an answer, and never throws', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/status ',
        '/severity ',
        '/component ',
        'resolved',
        'shop ',
        '\n',
        '/',
        '<!--',
        '-->',
        '@ada',
      ),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const spoken = read(pieces.join(''));
        for (const command of spoken?.commands ?? []) {
          if (command.kind === 'severity') expect(WORDS.levels).toContain(command.severity);
          if (command.kind === 'component') expect(WORDS.services).toContain(command.service);
          if (command.kind === 'status') expect(command.text).not.toContain('<!--');
        }
        if (spoken) expect(spoken.commands.length + spoken.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
