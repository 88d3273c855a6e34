import { describe, expect, it } from 'vitest';
import { publishedFiles } from '../../src/publish/files.ts';
import { ALL_UP, PUBLIC_FILES, published } from './made.ts';

const FILE = 'incidents/acme/payments.mdx';
const text = PUBLIC_FILES[FILE] as string;

const filesOf = (incident: string) =>
  new Map(
    [...publishedFiles(published({ looked: ALL_UP, files: { [FILE]: incident } }))].map(([path, make]) => [
      path,
      make(),
    ]),
  );

/** Published files that differ once one file of content was changed. */
function changed(from: string, to: string): string[] {
  const before = filesOf(text);
  const after = filesOf(text.replace(from, to));
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  return [...before].filter(([path, content]) => after.get(path) !== content).map(([path]) => path);
}

describe('one incident file', () => {
  it('[S4] is the source of page, interfaces and feeds alike: a word changed in it changes in all of them', () => {
    const found = changed('The database is full.', 'The queue is full.');
    for (const path of [
      'incidents/acme/payments/index.md',
      'api/v1/incidents/acme/payments.json',
      'api/v2/incidents.json',
      'feeds/incidents.atom',
      'feeds/incidents.json',
      'feeds/updates.atom',
      'feeds/components/acme/shop/incidents.atom',
      'history.atom',
      'history.rss',
    ]) {
      expect(found, path).toContain(path);
    }
    // What has nothing to do with it stays the same, byte for byte.
    for (const path of [
      'maintenance.ics',
      'api/v1/slos.json',
      'feeds/components/acme/mail/incidents.atom',
      'badges/status.svg',
    ]) {
      expect(found, path).not.toContain(path);
    }
  });
});
