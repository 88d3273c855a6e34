import { execFileSync, fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecord } from '../src/record/read.ts';
import { openRecord } from '../src/record/store.ts';

const TESTS = join(import.meta.dirname, '..', 'tests', 'record');

/** Prints whether 8 writers that race on one remote for 200 runs bring every look there, and how long it takes. */
export async function benchRace({ quick = false }: { quick?: boolean } = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'watchbook-bench-'));
  try {
    const remote = join(folder, 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    execFileSync('git', ['-C', remote, 'config', 'receive.denyNonFastForwards', 'true']);
    const [writers, runs] = [8, quick ? 5 : 25];
    const started = performance.now();
    const codes = await Promise.all(
      Array.from({ length: writers }, (_, w) => {
        const args = [join(folder, `w${w}`), remote, String(w), String(runs)];
        const child = fork(join(TESTS, 'racer.ts'), args, { execArgv: [] });
        return new Promise<number | null>((resolve) => child.on('exit', resolve));
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const out = join(folder, 'out');
    execFileSync('git', ['clone', '-q', '-b', 'record', remote, out], { stdio: 'ignore' });
    const record = readRecord(out);
    console.log(
      `${writers} writers, ${writers * runs} runs: ${record.sampleCount} of ${writers * runs * 3} looks there, ` +
        `${record.problems.length} lines set aside, ${codes.filter((code) => code !== 0).length} writers gave up, ` +
        `${seconds.toFixed(0)} s; the remote refuses every push that is no fast-forward`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Prints what is left after a writer was killed (SIGKILL) at 200 moments. */
export async function benchKill({ quick = false }: { quick?: boolean } = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'watchbook-bench-'));
  try {
    const dir = join(folder, 'r');
    await openRecord({ dir });
    const kills = quick ? 40 : 200;
    const done = new Set<number>();
    let next = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await new Promise<void>((resolve) => {
        const child = spawn(process.execPath, [join(TESTS, 'victim.ts'), dir, String(next)], {
          detached: true,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let armed = false;
        child.stdout.on('data', (data: Buffer) => {
          for (const [, word, minute] of data.toString().matchAll(/(start|done) (\d+)/g)) {
            if (word === 'done') done.add(Number(minute));
            else next = Math.max(next, Number(minute) + 1);
          }
          if (!armed) setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), Math.random() * 200);
          armed = true;
        });
        child.on('exit', () => resolve());
      });
    }
    const store = await openRecord({ dir });
    const at = Date.parse('2026-11-21T12:00:00Z') + (next + 1) * 60_000;
    const last = { probe: 'a', location: 'local', at, outcome: 'up', latencyMs: 1, reason: null } as const;
    const works = (await store.commitRun([last], at)) !== null;
    const found = new Set(
      readRecord(dir)
        .samplesOf('a')
        .map((each) => each.latencyMs),
    );
    const lost = [...done].filter((minute) => !found.has(minute));
    execFileSync('git', ['-C', dir, 'fsck', '--strict', '--no-dangling'], { stdio: 'ignore' });
    console.log(
      `${kills} kills: ${done.size} runs were acknowledged, ${lost.length} of them lost; ` +
        `the next run ${works ? 'works' : 'FAILS'}, git fsck finds nothing`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
