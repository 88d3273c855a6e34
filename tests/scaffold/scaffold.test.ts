import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { entry } from '../../src/book/book.ts';
import { readSource } from '../../src/book/source.ts';
import { lintBook } from '../../src/lint/run.ts';
import { NO_EVIDENCE } from '../../src/postmortems/evidence.ts';
import { SCAFFOLDS } from '../../src/scaffold/entries.ts';
import { draftPostmortem, namePostmortem } from '../../src/scaffold/postmortem.ts';
import { type Answers, completeAnswers, slugOf, yamlText } from '../../src/scaffold/question.ts';
import { COLLECTIONS } from '../../src/schemas/reference.ts';
import { places, smallBook } from '../book/made.ts';
import { sampleFiles } from '../book/sample.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const INCIDENT = 'incidents/2026-01-01-shop.mdx';

/** What a question without a fallback is told in these tests. */
const SAID: Answers = {
  title: 'Orders: the "new" ones',
  url: 'https://orders.test/health',
  start: '2026-12-06T02:00:00Z',
  rule: 'No release on Friday',
  service: 'acme/shop',
  domain: 'acme',
};

function errorsIn(files: ReadonlyMap<string, string>): string[] {
  return places(lintBook(assembleBook(files), '2026-11-21').filter(({ level }) => level === 'error'));
}

describe('a new entry', () => {
  it('can be of every collection', () => {
    expect([...SCAFFOLDS.map(({ collection }) => collection), 'postmortems'].sort()).toEqual(
      [...COLLECTIONS].sort(),
    );
  });

  it.each(SCAFFOLDS.map((scaffold) => [scaffold.kind, scaffold] as const))(
    'of kind %s passes every rule on the first try',
    (_, scaffold) => {
      const files = smallBook();
      const { book } = assembleBook(files);
      const given = Object.fromEntries(
        scaffold.questions.flatMap(({ name }) =>
          SAID[name] === undefined || (name === 'start' && scaffold.kind === 'incident')
            ? []
            : [[name, SAID[name]]],
        ),
      );
      for (const { path, text } of scaffold.write(completeAnswers(scaffold, given, book), book, NOW)) {
        expect(files.has(path), path).toBe(false);
        files.set(path, text);
      }
      expect(errorsIn(files)).toEqual([]);
      const added = assembleBook(files).book.collections[scaffold.collection].size;
      expect(added).toBe(book.collections[scaffold.collection].size + 1);
    },
  );

  it.each(['alert', 'procedure', 'drill', 'service-manual'])(
    'of a runbook of kind %s has the sections of its kind',
    (is) => {
      const files = smallBook();
      const { book } = assembleBook(files);
      const runbook = SCAFFOLDS.find(({ kind }) => kind === 'runbook')!;
      const [file] = runbook.write(
        completeAnswers(runbook, { title: 'Orders are lost', is }, book),
        book,
        NOW,
      );
      files.set(file!.path, file!.text);
      expect(places(lintBook(assembleBook(files), '2026-11-21'))).toEqual([]);
      expect(file?.path).toBe(`runbooks/acme/${is === 'alert' ? 'OrdersAreLost' : 'orders-are-lost'}.mdx`);
    },
  );

  it('of a domain stands on its own in a book that has nothing else', () => {
    const files = new Map([['watchbook.yaml', 'name: New\n']]);
    const { book } = assembleBook(files);
    const domain = SCAFFOLDS.find(({ kind }) => kind === 'domain')!;
    for (const { path, text } of domain.write(completeAnswers(domain, { title: 'Bakery' }, book), book, NOW))
      files.set(path, text);
    expect(errorsIn(files)).toEqual([]);
    expect([...files.keys()]).toContain('teams/bakery/core-team.yaml');
  });

  it.each([
    [{}, '--title is missing: What is promised'],
    [{ title: 'T', severity: 'x' }, 'a slo has no --severity; it has: --title, --domain, --service'],
    [{ title: 'Shop is there', service: 'acme/shpo' }, '--service is acme/shpo; it is one of: acme/shop'],
  ])('is refused with the flag and what would do: %j', (given, message) => {
    const { book } = assembleBook(smallBook());
    const slo = SCAFFOLDS.find(({ kind }) => kind === 'slo')!;
    expect(() => completeAnswers(slo, given, book)).toThrow(message);
  });

  it('has an id of letters and digits, and text that YAML gives back', () => {
    expect(slugOf('Über: die  Zahlung (neu)!')).toBe('uber-die-zahlung-neu');
    expect(() => slugOf('!!!')).toThrow('give --id');
    for (const text of [
      'plain',
      'a: b',
      '- x',
      'no',
      '"q"',
      "it's",
      'two\nlines',
      '# no comment',
      '1.5',
      'a #b',
    ])
      expect(readSource('x.yaml', `key: ${yamlText(text)}\n`).data, text).toEqual({ key: text });
  });
});

describe('a new postmortem', () => {
  /** The small book with an incident that nobody wrote a postmortem about. */
  function without(): Map<string, string> {
    const text = smallBook().get(INCIDENT) as string;
    return smallBook({
      'postmortems/2026-01-01-shop.mdx': null,
      [INCIDENT]: text.replace('postmortem: 2026-01-01-shop\n', ''),
      'policies/acme/writing.yaml': `${smallBook().get('policies/acme/writing.yaml')}sections: [User impact]\n`,
    });
  }
  const evidence = {
    outages: [
      {
        probe: 'acme/shop/http',
        from: Date.parse('2026-01-01T00:00:30Z'),
        to: Date.parse('2026-01-01T00:05:30Z'),
      },
    ],
    spent: [{ slo: 'acme/shop', words: '12.5 % of the budget of 30 days' }],
  };

  it('[G45] begins with the times, probes, updates and costs of its incident, and passes every rule', () => {
    const files = without();
    const draft = draftPostmortem(assembleBook(files).book, '2026-01-01-shop', evidence);
    expect(draft.path).toBe('postmortems/2026-01-01-shop.mdx');
    files.set(draft.path, draft.text);
    files.set(INCIDENT, namePostmortem(files.get(INCIDENT) as string, '2026-01-01-shop'));
    // A draft does not meet the deadline of 72 hours, and nothing else is wrong.
    expect(errorsIn(files)).toEqual([`content/${INCIDENT}:4:11 deadline-overdue`]);
    const { data, source } = entry(assembleBook(files).book, 'postmortems', '2026-01-01-shop');
    expect(data.timestamps).toEqual({
      impactStartedAt: '2026-01-01T00:00:00Z',
      detectedAt: '2026-01-01T00:05:00Z',
      impactEndedAt: '2026-01-01T00:06:00Z',
    });
    expect(data.detectedBy).toBe('probe');
    expect(data.slos).toEqual(['acme/shop']);
    expect(data.timeline.map(({ at, kind, text }) => `${at.slice(11, 19)} ${kind} ${text}`)).toEqual([
      '00:00:00 impact-start The impact begins',
      '00:00:30 note The probe acme/shop/http finds the first failure of an outage',
      '00:05:00 comms Told: We look into it.',
      '00:05:30 note The probe acme/shop/http finds it well again, after 5m',
      '00:06:00 comms Told: The shop answers again.',
      '00:06:00 impact-end The impact ends',
    ]);
    expect(source.body).toContain('## User impact');
    expect(source.body).toContain('- acme/shop: 12.5 % of the budget of 30 days');
  });

  it('[G45] of every incident of the sample book would pass as well', async () => {
    const sample = await sampleFiles();
    const bare = new Map(
      [...sample]
        .filter(([path]) => !path.startsWith('postmortems/'))
        .map(([path, text]) => [
          path,
          path.startsWith('incidents/') ? text.replace(/^postmortem: .*\n/m, '') : text,
        ]),
    );
    const { book } = assembleBook(bare);
    for (const id of book.collections.incidents.keys()) {
      const draft = draftPostmortem(book, id, NO_EVIDENCE);
      bare.set(draft.path, draft.text);
      const file = `incidents/${id}.mdx`;
      bare.set(file, namePostmortem(bare.get(file) as string, id));
    }
    expect(assembleBook(bare).book.collections.postmortems.size).toBe(book.collections.incidents.size);
    expect(errorsIn(bare).filter((line) => !line.includes('deadline-overdue'))).toEqual([]);
  });

  it.each([
    ['an incident that is not there', smallBook(), 'nope', 'there is no incident nope'],
    [
      'an incident that has one',
      smallBook(),
      '2026-01-01-shop',
      'has a postmortem: content/postmortems/2026-01-01-shop.mdx',
    ],
    [
      'an incident that is not over',
      without().set(INCIDENT, (without().get(INCIDENT) as string).replace(/resolvedAt.*\n/, '')),
      '2026-01-01-shop',
      'is not over',
    ],
  ])('is refused for %s', (_, files, id, message) => {
    expect(() => draftPostmortem(assembleBook(files).book, id, NO_EVIDENCE)).toThrow(message);
  });
});
