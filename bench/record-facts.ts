import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleBook } from '../src/book/assemble.ts';
import { DAY_MS } from '../src/record/format.ts';
import { openRecord } from '../src/record/store.ts';
import { appendRuns } from '../src/record/writer.ts';
import { readRecordFacts } from '../src/site/record-facts.ts';
import { computeFacts } from '../src/views/facts.ts';
import { smallBook } from '../tests/book/made.ts';
import { type MadeRun, madeProbes, makeRuns } from './record-made.ts';

const FROM = Date.parse('2025-01-01T00:00:00Z');
const STEP_MS = 5 * 60_000;

/** A book of the services that {@link madeProbes} names, one http probe each. */
function bookOf(probes: readonly string[]) {
  const services = probes.map((id) => {
    const name = id.split('/')[1] as string;
    const text =
      `---\ntitle: Shop ${name}\nsummary: A part of the shop.\ndomain: acme\nowner: Core\nseverity: SEV1\n` +
      `formerIds: [shop/${name}]\nprobes:\n  - id: http\n    kind: http\n    url: https://shop.test/${name}\n` +
      `    interval: 5m\n    conditions: ['[STATUS] == 200']\n---\n`;
    return [`services/acme/${name}.mdx`, text];
  });
  return assembleBook(smallBook(Object.fromEntries(services))).book;
}

/** Prints how long a build takes to read a year of 100 components and to compute what their pages say. */
export async function benchFacts({ quick = false }: { quick?: boolean } = {}): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'watchbook-bench-'));
  try {
    const [count, days] = [quick ? 20 : 100, 365];
    const ids = madeProbes(count);
    const store = await openRecord({ dir });
    let day: MadeRun[] = [];
    for (const run of makeRuns({ probes: count, from: FROM, runs: days * 288, stepMs: STEP_MS })) {
      day.push(run);
      if (day.length < 288) continue;
      appendRuns(
        dir,
        day.map(({ samples }) => samples),
        { probes: ids },
      );
      day = [];
    }
    const now = FROM + days * DAY_MS;
    await store.commit(now, 'a year');
    const book = bookOf(ids);
    printFacts('not compacted', dir, book, now);
    await store.compact({ now, intervals: new Map(ids.map((id) => [id, STEP_MS])) });
    printFacts('compacted', dir, book, now);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function printFacts(what: string, dir: string, book: Parameters<typeof computeFacts>[0], now: number): void {
  const started = performance.now();
  const record = readRecordFacts(dir, book, now);
  const read = performance.now();
  const facts = computeFacts(book, record, now);
  const done = performance.now();
  const looks = [...facts.components.values()].reduce(
    (sum, { windows }) => sum + (windows.year.uptime.sampleCount ?? 0),
    0,
  );
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  console.log(
    `${facts.components.size} components, ${looks} looks of a year, ${what}: read in ${seconds(read - started)} s, ` +
      `facts in ${seconds(done - read)} s`,
  );
}
