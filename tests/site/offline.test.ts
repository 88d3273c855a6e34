import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { offlineBundle } from '../../src/site/offline.ts';
import type { Site } from '../../src/site/site.ts';
import { smallBook } from '../book/made.ts';
import { viewOf } from '../views/made.ts';

const RUNBOOK = 'runbooks/acme/ShopDown.mdx';

function bundleOf(change: (text: string) => string, now = 1) {
  const { book } = assembleBook(smallBook({ [RUNBOOK]: change(smallBook().get(RUNBOOK) as string) }));
  return offlineBundle({ book, facts: viewOf(book).facts, settings: { now } as Site['settings'] });
}

describe('what a browser keeps for the time without a network', () => {
  it('[G33] is the runbooks of the two most urgent levels with their alerts, who is on call, and scripts', () => {
    const { runbooks, files } = bundleOf((text) => text);
    expect(runbooks.map(({ path }) => path)).toEqual(['runbooks/acme/ShopDown/']);
    expect(runbooks[0]?.words).toBe('ShopDown Shop');
    for (const file of [
      'r/ShopDown/',
      'on-call/',
      'on-call/acme/on-call/',
      'offline/',
      'run-kept.js',
      'run-state.js',
    ])
      expect(files).toContain(file);
  });

  it.each([
    ['of a lesser level', (text: string) => text.replace('severity: SEV1', 'severity: SEV3')],
    ['without a level', (text: string) => text.replace('severity: SEV1\n', '')],
    ['that is a draft', (text: string) => text.replace('kind: alert', 'kind: alert\nstate: draft')],
  ])('leaves out a runbook %s, and its alert', (_, change) => {
    const { runbooks, files } = bundleOf(change);
    expect(runbooks).toEqual([]);
    expect(files.some((file) => /^(?:r|runbooks)\//.test(file))).toBe(false);
  });

  it('has another version with another book or build, and the same with the same', () => {
    const first = bundleOf((text) => text).version;
    expect(bundleOf((text) => text).version).toBe(first);
    expect(bundleOf((text) => text.replace('The shop is down', 'The shop is closed')).version).not.toBe(
      first,
    );
    expect(bundleOf((text) => text, 2).version).not.toBe(first);
  });
});
