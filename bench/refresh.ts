import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { openRecord } from '../src/record/store.ts';
import type { Sample } from '../src/schemas/sample.ts';
import { runbookBody } from './generate.ts';
import { madeProbes, makeRuns } from './record-made.ts';

/** Instant at which the generated record ends. */
export const REFRESH_NOW = Date.parse('2026-11-21T12:00:00Z');
const NOW = REFRESH_NOW;
const STEP_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

export interface RefreshBook {
  readonly components: number;
  readonly incidents: number;
  readonly runbooks: number;
}

/** Writes a book with public components and incidents, half of which have a text, and runbooks beside them. */
export async function writeRefreshBook(folder: string, sizes: RefreshBook): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const put = async (name: string, text: string) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await put('watchbook.yaml', 'name: Bench\nsiteUrl: https://status.example\nbasePath: /\n');
  await put(
    'domains/shop/index.mdx',
    '---\ntitle: Shop\nsummary: A domain that exists to be measured.\nowner: shop/team\nsource: { title: Generated }\n---\n',
  );
  await put(
    'teams/shop/team.yaml',
    'title: Team\nkind: team\ndomain: shop\nsummary: Owns everything here.\n',
  );
  await put(
    'domains/shop/severities.yaml',
    'levels:\n  - { id: SEV1, urgency: 1, description: Everything is down }\n',
  );
  for (const [index, id] of madeProbes(sizes.components).entries()) {
    const name = id.split('/')[1] as string;
    await put(
      `services/shop/${name}.mdx`,
      `---\ntitle: Service ${index}\nsummary: Part ${index} of the shop.\npublicSummary: Part ${index} of the shop.\ndomain: shop\n` +
        `group: Group ${Math.floor(index / 10)}\nowner: shop/team\naudience: public\nseverity: SEV1\nprobes:\n` +
        `  - { id: http, kind: http, url: 'https://shop.example/${name}', runbook: shop/runbook-0 }\n---\n`,
    );
  }
  for (let index = 0; index < sizes.incidents; index += 1) {
    const at = (minutes: number) =>
      new Date(NOW - (index + 1) * DAY_MS + minutes * 60_000).toISOString().replace('.000', '');
    const service = `shop/service-${String(index % sizes.components).padStart(3, '0')}`;
    await put(
      `incidents/shop/incident-${String(index).padStart(3, '0')}.mdx`,
      `---\ntitle: Trouble number ${index}\ndomain: shop\nseverity: SEV1\naudience: public\nservices: [${service}]\n` +
        `startedAt: ${at(0)}\nresolvedAt: ${at(40)}\nupdates:\n` +
        `  - { at: '${at(5)}', state: investigating, text: We look into it., services: { ${service}: degraded } }\n` +
        `  - { at: '${at(20)}', state: identified, text: A cable was loose somewhere. }\n` +
        `  - { at: '${at(40)}', state: resolved, text: All is well again. }\n---\n` +
        (index % 2 === 0 ? '\nWhat happened, **told in full**, with a [link](https://shop.example/).\n' : ''),
    );
  }
  for (let index = 0; index < sizes.runbooks; index += 1) {
    await put(
      `runbooks/shop/runbook-${index}.mdx`,
      `---\ntitle: Runbook ${index}\nsummary: What to do when generated trouble number ${index} appears.\nkind: procedure\n` +
        `domain: shop\nowner: shop/team\nseverity: SEV1\n---\n\n${runbookBody(index)}\n`,
    );
  }
}

/** Writes looks of the components over some days up to {@link NOW}, closes what months are over, and gives the folder back. */
export async function writeRefreshRecord(dir: string, components: number, days: number): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  const store = await openRecord({ dir });
  const probes = madeProbes(components);
  let day: (readonly Sample[])[] = [];
  const from = NOW - days * DAY_MS;
  for (const { samples } of makeRuns({ probes: components, from, runs: days * 288 - 1, stepMs: STEP_MS })) {
    day.push(samples);
    if (day.length < 288) continue;
    await store.append(day, { probes });
    day = [];
  }
  await store.append(day, { probes });
  await store.commit(NOW, 'looks');
  await store.compact({ now: NOW, intervals: new Map(probes.map((id) => [id, STEP_MS])) });
}

/**
 * Builds the public site of 100 components and 300 incidents with the real command, twice each beside a small and a
 * large handbook, and prints the seconds of the second builds and their ratio. Nothing here fails on a time.
 */
export async function benchRefresh(root: string, options: { readonly quick: boolean }): Promise<void> {
  const work = path.join(root, '.watchbook', 'bench-refresh');
  const record = path.join(work, 'record');
  const days = options.quick ? 7 : 120;
  const sizes = { components: 100, incidents: 300 };
  console.log(`writing ${days} days of looks at ${sizes.components} components`);
  await writeRefreshRecord(record, sizes.components, days);
  const seconds: number[] = [];
  for (const runbooks of options.quick ? [20, 200] : [20, 2000]) {
    const content = path.join(work, `content-${runbooks}`);
    await writeRefreshBook(content, { ...sizes, runbooks });
    const times: number[] = [];
    // A refresh comes five minutes after the build before it, with looks that are newer.
    for (const minutes of [0, 5, 10])
      times.push(await refresh(root, work, content, record, NOW + minutes * 60_000));
    const [first, ...again] = times as [number, ...number[]];
    const best = Math.min(...again);
    seconds.push(best);
    console.log(
      `${String(runbooks).padStart(5)} runbooks   first build ${first.toFixed(1)} s   refresh ${again.map((one) => one.toFixed(1)).join(', ')} s   wanted ≤ 6.0`,
    );
  }
  const [small, large] = seconds as [number, number];
  console.log(
    `refresh with the large handbook / with the small one   ${(large / small).toFixed(2)}   wanted ≤ 1.10`,
  );
}

async function refresh(
  root: string,
  work: string,
  content: string,
  record: string,
  now: number,
): Promise<number> {
  const started = performance.now();
  await promisify(execFile)(
    process.execPath,
    [
      path.join(root, 'scripts', 'build.ts'),
      '--audience',
      'public',
      '--now',
      new Date(now).toISOString(),
      '--out',
      path.join(work, 'out'),
    ],
    {
      cwd: root,
      env: { ...process.env, WATCHBOOK_CONTENT: content, WATCHBOOK_RECORD: record },
      maxBuffer: 1 << 26,
    },
  );
  return (performance.now() - started) / 1000;
}
