import { describe, expect, it } from 'vitest';
import { publishedFiles } from '../../src/publish/files.ts';
import { smallBook } from '../book/made.ts';
import { ALL_UP, fileOf, PUBLIC_FILES, published, SITE } from './made.ts';

const INCIDENT = 'incidents/acme/payments.mdx';

const POSTMORTEM = (smallBook().get('postmortems/2026-01-01-shop.mdx') as string)
  .replace('incident: 2026-01-01-shop', 'incident: acme/payments\naudience: public')
  .replaceAll('2026-01-01T', '2026-11-20T10:')
  .replace(/T10:00:(\d\d):00Z/g, 'T10:$1:00Z')
  .replace(
    'actionItems:',
    'external:\n  summary: Payments failed for an hour and a half.\n  whatHappened: A database was full & nobody knew.\n  actions: [We are warned earlier]\n  publishedAt: 2026-11-21T09:00:00Z\nactionItems:',
  );

const files = {
  [INCIDENT]: (PUBLIC_FILES[INCIDENT] as string).replace('updates:', 'postmortem: acme/payments\nupdates:'),
  'postmortems/acme/payments.mdx': POSTMORTEM,
};
const PAGE = `${SITE}/postmortems/acme/payments/`;

describe('a public postmortem', () => {
  const publication = published({ looked: ALL_UP, files });

  it('[G25] has a page as Markdown that its incident and llms.txt lead to, with its external part', () => {
    const page = fileOf(publication, 'postmortems/acme/payments/index.md');
    expect(page).toContain('# Payments fail for some customers');
    expect(page).toContain('A database was full &amp; nobody knew.');
    expect(page).toContain('- We are warned earlier');
    expect(page).toContain(`${SITE}/incidents/acme/payments/index.md`);
    expect(page).not.toMatch(/Rolled back|A release|AI-1/);
    for (const path of ['incidents/acme/payments/index.md', 'llms.txt'])
      expect(fileOf(publication, path)).toContain(`${PAGE}index.md`);
  });

  it('[G25] is told to readers of the feed of incidents, whose entry it brings up again', () => {
    const feed = JSON.parse(fileOf(publication, 'feeds/incidents.json'));
    const [entry] = feed.items;
    expect(entry.content_html).toContain(`<a href="${PAGE}">`);
    expect(entry.content_text).toContain(`Payments failed for an hour and a half. ${PAGE}`);
    expect(entry.date_modified).toBe('2026-11-21T09:00:00.000Z');
    expect(fileOf(publication, 'feeds/incidents.atom')).toContain('Payments failed for an hour and a half.');
  });

  it('[G25] is in no file while it is internal', () => {
    const internal = published({
      looked: ALL_UP,
      files: { ...files, 'postmortems/acme/payments.mdx': POSTMORTEM.replace('audience: public\n', '') },
    });
    const all = [...publishedFiles(internal)].map(([path, make]) => `${path}\n${make()}`).join('\n');
    expect(all).not.toMatch(/postmortems\/|hour and a half|database was full & /);
  });
});
