import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSite } from '../src/site/build.ts';
import { REFRESH_NOW, writeRefreshBook, writeRefreshRecord } from './refresh.ts';

/** What a browser fetches for one page of the public site. */
export interface Weight {
  readonly page: string;
  /** HTML and stylesheets alone, compressed: what has to be there before anything can be read. */
  readonly readable: number;
  /** HTML, stylesheets and scripts, compressed. */
  readonly packed: number;
  /** The same before compression. */
  readonly raw: number;
  /** The page itself, stylesheets and scripts; icons and what only a click asks for are left out. */
  readonly requests: number;
}

/** Weighs a page below the folder of a built site that is served at `/`. Bytes are those of gzip at its best. */
export async function weigh(folder: string, page: string): Promise<Weight> {
  const html = await readFile(path.join(folder, page));
  const linked = [...html.toString('utf8').matchAll(/<(link|script)\b[^>]*>/g)].flatMap(([tag, kind]) => {
    const target = /\s(?:href|src)="?\/([^"\s>]+)/.exec(tag)?.[1];
    if (!target || (kind === 'link' && !/rel="?stylesheet/.test(tag))) return [];
    return [{ target, kind }];
  });
  let [readable, packed, raw] = [gzip(html), gzip(html), html.length];
  for (const { target, kind } of linked) {
    const bytes = await readFile(path.join(folder, target));
    if (kind === 'link') readable += gzip(bytes);
    packed += gzip(bytes);
    raw += bytes.length;
  }
  return { page, readable, packed, raw, requests: 1 + linked.length };
}

/** Builds a public site of some components over 90 days, with incidents, and gives its folder to `use`. */
export async function withStatusSite<T>(
  root: string,
  components: number,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const work = await mkdtemp(path.join(tmpdir(), 'watchbook-weight-'));
  try {
    const content = path.join(work, 'content');
    await writeRefreshBook(content, { components, incidents: 30, runbooks: 1 });
    await writeRefreshRecord(path.join(work, 'record'), components, 90);
    const out = path.join(work, 'site');
    await buildSite({
      root,
      audience: 'public',
      out,
      env: {
        WATCHBOOK_CONTENT: content,
        WATCHBOOK_RECORD: path.join(work, 'record'),
        WATCHBOOK_NOW: new Date(REFRESH_NOW).toISOString(),
        WATCHBOOK_BASE_PATH: '/',
      },
    });
    return await use(out);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Prints what the pages of sites of 20 and of 50 components weigh. Nothing here fails on a figure. */
export async function benchWeight(root: string): Promise<void> {
  for (const [components, wanted] of [
    [20, '≤ 14.0 kB of HTML and style, ≤ 3 requests'],
    [50, '≤ 25.0 kB of HTML and style, ≤ 3 requests'],
  ] as const) {
    console.log(`${components} components over 90 days, 30 incidents`);
    await withStatusSite(root, components, async (folder) => {
      print(await weigh(folder, 'index.html'), `wanted ${wanted}`);
      print(await weigh(folder, 'components/shop/service-000/index.html'));
      print(await weigh(folder, 'incidents/shop/incident-000/index.html'));
      const pages = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.html'));
      const all = await Promise.all(pages.map((page) => weigh(folder, page)));
      const largest = all.reduce((most, one) => (one.packed > most.packed ? one : most));
      print(largest, 'the largest page');
    });
  }
}

function print({ page, readable, packed, raw, requests }: Weight, remark = ''): void {
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `  ${page.padEnd(44)} HTML+CSS ${kB(readable).padStart(8)}   with scripts ${kB(packed).padStart(8)}   raw ${kB(raw).padStart(9)}   ${requests} requests   ${remark}`,
  );
}

function gzip(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}
