import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { loadBook } from '../../src/book/load.ts';
import { lintBook } from '../../src/lint/run.ts';
import { COLLECTIONS } from '../../src/schemas/reference.ts';
import { places } from './made.ts';
import { ROOT, sampleFiles } from './sample.ts';

const files = await sampleFiles();
const whole = assembleBook(files);
const DOMAINS = ['ai-film-studio', 'la-factoria', 'studio-operations', 'studiovault', 'thorbis'];

describe('the sample book', () => {
  it('has five domains and nothing to mend', async () => {
    const assembled = await loadBook(ROOT);
    expect([...assembled.book.collections.domains.keys()].sort()).toEqual(DOMAINS);
    expect(places(lintBook(assembled, '2026-11-21'))).toEqual([]);
  });

  it('[K67] names as owner only teams that are there', () => {
    const owner = /^owner: (.+)$/m;
    const [file, text] = [...files].find(
      ([path, content]) => path.startsWith('services/') && owner.test(content),
    ) ?? ['', ''];
    const changed = new Map(files).set(file, text.replace(owner, 'owner: $1x'));
    const { findings } = assembleBook(changed);
    expect(places(findings)).toEqual([
      expect.stringMatching(/^content\/services\/\S+:\d+:8 missing-reference \(\S+\)$/),
    ]);
  });
});

describe('a domain whose folder is deleted', () => {
  it.each(DOMAINS)(
    '[K01] leaves %s named at every dangling reference, and every other domain whole',
    (domain) => {
      const left = new Map([...files].filter(([path]) => !path.startsWith(`domains/${domain}/`)));
      const { book, findings } = assembleBook(left);
      // Found without the resolver: every line of data that names the domain.
      const naming = [...left].flatMap(([path, text]) =>
        text
          .split('\n')
          .flatMap((line, index) =>
            line.trim() === `domain: ${domain}` ? [`content/${path}:${index + 1}`] : [],
          ),
      );
      const dangling = findings.filter(
        ({ rule, message }) => rule === 'missing-reference' && message.endsWith(` ${domain}`),
      );
      expect(naming.length).toBeGreaterThan(3);
      expect(dangling.map(({ file, line }) => `${file}:${line}`).sort()).toEqual(naming.sort());
      expect(findings.filter(({ level }) => level === 'error')).toHaveLength(dangling.length);

      expect([...book.collections.domains.keys()].sort()).toEqual(DOMAINS.filter((name) => name !== domain));
      expect([...book.registers.keys()].sort()).toEqual(DOMAINS.filter((name) => name !== domain));
      for (const name of COLLECTIONS) {
        if (name !== 'domains')
          expect([...book.collections[name].keys()]).toEqual([...whole.book.collections[name].keys()]);
      }
    },
  );
});
