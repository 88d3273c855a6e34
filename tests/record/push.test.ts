import { execFileSync, fork, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readRecord } from '../../src/record/read.ts';
import { appendMissing } from '../../src/record/reappend.ts';
import { openRecord } from '../../src/record/store.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { allSamples, asRecorded, NOON, sample, scratch } from './made.ts';

// Real git, many processes: slow on a busy machine, but never unbounded.
vi.setConfig({ testTimeout: 40_000 });

function bare(): string {
  const dir = join(scratch(), 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', dir]);
  return dir;
}

async function writer(remote: string) {
  return await openRecord({ dir: join(scratch(), 'r'), remote });
}

async function checkout(remote: string): Promise<Sample[]> {
  const dir = join(scratch(), 'out');
  execFileSync('git', ['clone', '-q', '-b', 'record', remote, dir], { stdio: 'ignore' });
  execFileSync('git', ['-C', dir, 'fsck', '--strict', '--no-dangling'], { stdio: 'ignore' });
  const record = readRecord(dir);
  expect(record.problems).toEqual([]);
  return allSamples(record);
}

const run = (minute: number, over: Partial<Sample> = {}): Sample[] =>
  ['a', 'b'].map((probe) => sample({ probe, at: NOON + minute * 60_000, latencyMs: minute, ...over }));

describe('pushing', () => {
  test('a writer that finds another was quicker appends again, and history stays a line', async () => {
    const remote = bare();
    const [one, two] = [await writer(remote), await writer(remote)];
    await one.commitRun(run(0), NOON);
    await two.commitRun(run(1), NOON);
    await two.commitRun(run(2, { probe: 'c' }).slice(0, 1), NOON);
    expect((await one.push()).attempts).toBe(1);
    expect((await two.push()).attempts).toBe(2);
    await one.commitRun(run(3), NOON);
    await one.push();
    await one.push();
    const expected = asRecorded([...run(0), ...run(1), ...run(2, { probe: 'c' }).slice(0, 1), ...run(3)]);
    expect(await checkout(remote)).toEqual(expected);
    expect(allSamples(readRecord(one.dir))).toEqual(expected);
    expect(
      execFileSync('git', ['-C', remote, 'log', '--merges', '--format=%h', 'record'], { encoding: 'utf8' }),
    ).toBe('');
    await two.commitRun(run(4), NOON);
    await two.push();
    expect(await checkout(remote)).toEqual(asRecorded([...expected, ...run(4)]));
  });

  test('lines that another process has appended and not committed survive a push that lost its race', async () => {
    const remote = bare();
    const [one, two] = [await writer(remote), await writer(remote)];
    await one.commitRun(run(0), NOON);
    await two.commitRun(run(1), NOON);
    // A watch that gathers looks for minutes, and a heartbeat beside it that pushes meanwhile.
    const watching = await openRecord({ dir: two.dir, remote });
    await watching.append([run(2), run(3)]);
    await one.push();
    expect((await two.push({ now: NOON })).attempts).toBe(2);
    const expected = asRecorded([...run(0), ...run(1), ...run(2), ...run(3)]);
    expect(allSamples(readRecord(two.dir))).toEqual(expected);
    expect(await checkout(remote)).toEqual(expected);
  });

  test('a push whose answer was lost is not appended twice', async () => {
    const remote = bare();
    const [one, two] = [await writer(remote), await writer(remote)];
    await one.commitRun(run(0), NOON);
    await one.push();
    await two.commitRun(run(1), NOON);
    const before = execFileSync('git', ['-C', two.dir, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    await two.push();
    // As if killed between the push and the move of its own work tree.
    execFileSync('git', ['-C', two.dir, 'reset', '-q', '--hard', before]);
    await two.commitRun(run(2), NOON);
    await two.push();
    expect(await checkout(remote)).toEqual(asRecorded([...run(0), ...run(1), ...run(2)]));
    const text = execFileSync('git', ['-C', remote, 'show', 'record:local.2026-11-21.tsv'], {
      encoding: 'utf8',
    });
    expect(text.split('\n').filter((line) => /^\d/.test(line))).toHaveLength(3);
  });

  test('a shallow checkout, as runners make it, can append again', async () => {
    const remote = bare();
    const one = await writer(remote);
    for (let i = 0; i < 3; i += 1) await one.commitRun(run(i), NOON);
    await one.push();
    const dir = join(scratch(), 'shallow');
    execFileSync('git', ['clone', '-q', '--depth', '1', '-b', 'record', `file://${remote}`, dir], {
      stdio: 'ignore',
    });
    const shallow = await openRecord({ dir });
    await shallow.commitRun(run(5), NOON);
    await one.commitRun(run(4), NOON);
    await one.push();
    await shallow.push();
    expect(await checkout(remote)).toEqual(asRecorded([0, 1, 2, 4, 5].flatMap((minute) => run(minute))));
  });

  test('without a remote, or without the network, says so and keeps everything', async () => {
    const alone = await openRecord({ dir: join(scratch(), 'r') });
    await expect(alone.push()).rejects.toThrow(/no remote/);
    const lost = await openRecord({ dir: join(scratch(), 'r'), remote: join(scratch(), 'gone.git') });
    await lost.commitRun(run(0), NOON);
    await expect(lost.push()).rejects.toThrow(/git push/);
    expect(allSamples(readRecord(lost.dir))).toEqual(asRecorded(run(0)));
  });

  test('a remote that always refuses is tried a bounded number of times', async () => {
    const remote = bare();
    writeFileSync(join(remote, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const one = await writer(remote);
    await one.commitRun(run(0), NOON);
    await expect(one.push({ attempts: 3 })).rejects.toThrow(/git push/);
    expect(allSamples(readRecord(one.dir))).toEqual(asRecorded(run(0)));
  });

  test('[U24] [S39] racing writers in the same file lose no look', async () => {
    const remote = bare();
    const dirs = [join(scratch(), 'r'), join(scratch(), 'r')];
    const runs = 6;
    await Promise.all(
      dirs.map(
        (dir, w) =>
          new Promise<void>((resolve, reject) => {
            const child = fork(
              join(import.meta.dirname, 'racer.ts'),
              [dir, remote, String(w), String(runs)],
              { execArgv: [] },
            );
            child.on('exit', (code) =>
              code === 0 ? resolve() : reject(new Error(`writer ${w} ended with ${code}`)),
            );
          }),
      ),
    );
    const expected = dirs.flatMap((_, w) => Array.from({ length: runs }, (_, i) => racerRun(w, i)).flat());
    expect(await checkout(remote)).toEqual(asRecorded(expected));
  });
});

/** The looks of run `i` of racing writer `w`; must agree with racer.ts. */
function racerRun(w: number, i: number): Sample[] {
  return ['a', 'b', `only-${w}`].map((probe) =>
    sample({ probe, at: NOON + (i * 10 + w) * 1000, latencyMs: w * 100 + i }),
  );
}

describe('being killed', () => {
  test('at any moment of 25 runs loses nothing that was committed and stops no later run', async () => {
    const dir = join(scratch(), 'r');
    await openRecord({ dir });
    const acknowledged = new Set<number>();
    let next = 0;
    for (let kill = 0; kill < 25; kill += 1) {
      await new Promise<void>((resolve) => {
        // A process group of its own, so that the git it runs is killed with it.
        const child = spawn(process.execPath, [join(import.meta.dirname, 'victim.ts'), dir, String(next)], {
          detached: true,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let armed = false;
        child.stdout.on('data', (data: Buffer) => {
          for (const line of data
            .toString()
            .split('\n')
            .filter((each) => each !== '')) {
            const [word, number] = line.split(' ');
            if (word === 'start') next = Math.max(next, Number(number) + 1);
            if (word === 'done') acknowledged.add(Number(number));
          }
          if (!armed)
            setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), 5 + ((kill * 37) % 240));
          armed = true;
        });
        child.on('exit', () => resolve());
      });
    }
    const store = await openRecord({ dir });
    const last = next + 1;
    await store.commitRun(run(last), NOON);
    const record = readRecord(dir);
    const found = new Set(record.samplesOf('a').map((each) => each.latencyMs));
    for (const number of [...acknowledged, last]) expect(found).toContain(number);
    expect(acknowledged.size).toBeGreaterThan(5);
    // Both looks of a run or none: half a run is never data.
    expect(record.samplesOf('b').map((each) => each.at)).toEqual(
      record.samplesOf('a').map((each) => each.at),
    );
    for (const each of record.samplesOf('a'))
      expect(each).toEqual(asRecorded(run(each.latencyMs as number))[0]);
    execFileSync('git', ['-C', dir, 'fsck', '--strict', '--no-dangling'], { stdio: 'ignore' });
    expect(
      execFileSync('git', ['-C', dir, 'status', '--porcelain', '--untracked-files=no'], { encoding: 'utf8' }),
    ).toBe('');
  }, 50_000);
});

describe('appending what is missing', () => {
  const name = 'local.2026-11-21.tsv';
  const head = 'watchbook-record 1 2026-11-21 local\n';

  test('keeps the columns that each line was written under', () => {
    const theirs = `${head}=\ta\tb\n100\t1\t2\n`;
    const ours = `${head}=\ta\tb\n100\t1\t2\n200\t3\t4\n=\ta\n300\t5\n=\ta\tb\n400\t6\t7\n`;
    const merged = appendMissing(name, theirs, ours);
    expect(merged).toBe(ours);
    expect(appendMissing(name, merged, ours)).toBe(merged);
  });

  test('starts after a torn end and leaves torn lines of its own behind', () => {
    const theirs = `${head}=\ta\n100\t1\n20`;
    const ours = `${head}=\ta\n150\t9\n16\t!\n170\t3\n18`;
    expect(appendMissing(name, theirs, ours)).toBe(`${theirs}\t!\n150\t9\n170\t3\n`);
  });

  test('does not touch other files', () => {
    expect(appendMissing('.gitattributes', 'theirs', 'ours')).toBe('theirs');
  });
});
