// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets are named like this in a book.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadBook } from '../../src/book/load.ts';
import { startFleet } from '../../src/fleet/fleet.ts';
import { readEvents } from '../../src/record/events.ts';
import { readRecord } from '../../src/record/read.ts';
import { serveHttp } from './loopback.ts';

vi.setConfig({ testTimeout: 60_000 });

const ROOT = resolve(import.meta.dirname, '../..');
const CONTENT = join(ROOT, 'content');

const HEARTBEAT = 'studiovault/payments/nightly';

/** A copy of the book in which payments have a heartbeat. */
function bookWithHeartbeat(repo: string): string {
  const content = join(repo, 'content');
  cpSync(CONTENT, content, { recursive: true });
  const file = join(content, 'services/studiovault/payments.mdx');
  const beat = '  - { id: nightly, kind: heartbeat, every: 1h, grace: 5m }\n';
  writeFileSync(file, readFileSync(file, 'utf8').replace('probes:\n', `probes:\n${beat}`));
  return content;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command with the sample book; `signal` is sent a while after the first output. */
function probe(cwd: string, args: readonly string[], signal?: NodeJS.Signals): Promise<Ended> {
  return command('probe', cwd, ['--content', CONTENT, ...args], signal);
}

function command(
  name: string,
  cwd: string,
  args: readonly string[],
  signal?: NodeJS.Signals,
  env = {},
): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(ROOT, `scripts/${name}.ts`), ...args], {
      cwd,
      env: { ...process.env, ...env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      if (out === '' && signal) setTimeout(() => child.kill(signal), 1500);
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.on('exit', (code) => done({ code, out, err }));
  });
}

async function project() {
  const cwd = mkdtempSync(join(tmpdir(), 'watchbook-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 3 }));
  mkdirSync(join(cwd, 'book'));
  const repo = join(cwd, 'book');
  execFileSync('git', ['init', '-q', '-b', 'main', repo]);
  const { book } = await loadBook(ROOT);
  const fleet = await startFleet({ probes: book.probes, now: Date.now });
  onTestFinished(() => fleet.stop());
  writeFileSync(
    join(repo, 'fleet.json'),
    JSON.stringify({ connectTo: Object.fromEntries(fleet.connectTo), ca: fleet.ca }),
  );
  return { repo, fleet, probes: book.probes, fleetArgs: ['--connect-to', 'fleet.json'] };
}

describe('npm run probe', () => {
  test('says what it found in plain lines, records nothing unasked, and ends with 0 or 1', async () => {
    const { repo, fleet, probes, fleetArgs } = await project();
    const good = await probe(repo, fleetArgs);
    expect(good.err).toBe('');
    expect(good.code).toBe(0);
    expect(good.out.trim().split('\n')).toHaveLength(probes.length + 1);
    expect(good.out).not.toContain('\u001b');
    expect(readRecord(join(repo, '.record')).sampleCount).toBe(0);
    fleet.faults.force('studiovault/payments', 'failing');
    const bad = await probe(repo, [...fleetArgs, '--only', 'studiovault/payments']);
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/✗ down\s+studiovault\/payments\/http .*\[STATUS\] \(503\) == 200/);
    expect(bad.out.trim().split('\n')).toHaveLength(2);
  });

  test('with --json prints one look in each line', async () => {
    const { repo, probes, fleetArgs } = await project();
    const { out } = await probe(repo, [...fleetArgs, '--json', '--location', 'eu-west']);
    const samples = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(samples.map((sample) => sample.probe).sort()).toEqual(probes.map((each) => each.fullId).sort());
    expect(samples.every((sample) => sample.location === 'eu-west')).toBe(true);
  });

  test('with --commit and --push records the run, and with --due does not look again too soon', async () => {
    const { repo, probes, fleetArgs } = await project();
    const remote = join(repo, '..', 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    execFileSync('git', ['-C', repo, 'remote', 'add', 'origin', remote]);
    expect(await probe(repo, [...fleetArgs, '--commit'])).toMatchObject({ code: 0, err: '' });
    expect(readRecord(join(repo, '.record')).sampleCount).toBe(probes.length);
    const again = await probe(repo, [...fleetArgs, '--due', '--commit', '--push']);
    expect(again).toMatchObject({ code: 0, err: '', out: 'no probe was due\n' });
    expect(readRecord(join(repo, '.record')).sampleCount).toBe(probes.length);
    const pushed = execFileSync('git', ['-C', remote, 'log', '--format=%s', 'record'], { encoding: 'utf8' });
    expect(pushed).toBe(`${probes.length - 1} up, 1 degraded\nrecord\n`);
  });

  test('divides the work', async () => {
    const { repo, probes, fleetArgs } = await project();
    const shares = await Promise.all(
      ['1/2', '2/2'].map((shard) => probe(repo, [...fleetArgs, '--json', '--shard', shard])),
    );
    const ids = shares.flatMap(({ out }) =>
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).probe as string),
    );
    expect(ids.sort()).toEqual(probes.map((each) => each.fullId).sort());
  });

  test('with --watch keeps looking, and at SIGTERM or SIGINT writes what it has and ends with 0', async () => {
    const { repo, probes, fleetArgs } = await project();
    const watch = (signal: NodeJS.Signals) =>
      probe(repo, [...fleetArgs, '--watch', '--commit', '--location', signal.toLowerCase()], signal);
    expect(await Promise.all([watch('SIGTERM'), watch('SIGINT')])).toMatchObject([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ]);
    const record = readRecord(join(repo, '.record'));
    expect(record.locations).toEqual(['sigint', 'sigterm']);
    expect(record.sampleCount).toBeGreaterThanOrEqual(2 * probes.length);
    expect(
      execFileSync('git', ['-C', join(repo, '.record'), 'status', '--porcelain'], { encoding: 'utf8' }),
    ).toBe('');
  });

  test('with --watch keeps on disk what cannot be pushed, and pushes it later', async () => {
    const { repo, probes, fleetArgs } = await project();
    const remote = join(repo, '..', 'remote.git');
    execFileSync('git', ['-C', repo, 'remote', 'add', 'origin', remote]);
    const cut = await probe(repo, [...fleetArgs, '--watch', '--push'], 'SIGTERM');
    expect(cut.code).toBe(0);
    expect(cut.err).toContain('the record could not be written, trying again');
    expect(readRecord(join(repo, '.record')).sampleCount).toBe(probes.length);
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const later = await probe(repo, [...fleetArgs, '--watch', '--push', '--location', 'later'], 'SIGTERM');
    expect(later).toMatchObject({ code: 0, err: '' });
    const names = execFileSync('git', ['-C', remote, 'ls-tree', '--name-only', 'record'], {
      encoding: 'utf8',
    });
    expect(names.split('\n').filter((name) => /^(?:local|later)\.[\d-]+\.tsv$/.test(name))).toHaveLength(2);
  });

  test('with --control says unknown, and ends with 0, where its own network is cut off', async () => {
    const { repo } = await project();
    const dead = { host: '127.0.0.1', port: 1 };
    writeFileSync(
      join(repo, 'dead.json'),
      JSON.stringify({ connectTo: { 'payments.studiovault.test': dead } }),
    );
    const args = ['--connect-to', 'dead.json', '--only', 'studiovault/payments/http', '--json'];
    const control = new URL(await serveHttp((_, response) => response.end())).host;
    const without = await probe(repo, [...args, '--control', control]);
    expect(without.code).toBe(1);
    expect(JSON.parse(without.out)).toMatchObject({ outcome: 'down', tainted: false });
    const cutOff = await probe(repo, [...args, '--control', '127.0.0.1:1']);
    expect(cutOff.code).toBe(0);
    expect(JSON.parse(cutOff.out)).toMatchObject({ outcome: 'unknown', latencyMs: null });
    expect((await probe(repo, [...args, '--control', 'nonsense'])).code).toBe(2);
    // A run that says nothing about anything is an event of its own.
    await probe(repo, [...args, '--control', '127.0.0.1:1', '--commit']);
    const [event] = readEvents(join(repo, '.record')).events;
    expect(event).toMatchObject({
      kind: 'run invalid',
      key: 'local',
      detail: '1 of 1 looks found no network at local',
    });
    await probe(repo, [...args, '--control', control, '--commit']);
    expect(readEvents(join(repo, '.record')).events).toHaveLength(1);
  });

  test('[U39] shows the value of a secret nowhere: not in output, record or log, whatever the service does', async () => {
    const { repo } = await project();
    const content = bookWithHeartbeat(repo);
    const file = join(content, 'services/studiovault/payments.mdx');
    const secret = '${secret.CANARY}';
    const probes = [
      `{ id: echo, kind: http, url: 'http://echo.test/?k=${secret}', headers: { x-key: '${secret}' }, conditions: ['[BODY] == x'] }`,
      `{ id: away, kind: http, url: 'http://away.test/${secret}' }`,
      `{ id: steps, kind: sequence, steps: [{ name: a, url: 'http://echo.test/${secret}', conditions: ['[BODY] == x'] }] }`,
      `{ id: metric, kind: prometheus, url: 'http://echo.test', query: '${secret}', conditions: ['[VALUE] == 1'] }`,
      `{ id: prefix, kind: http, url: 'http://echo.test/\${secret.CANARY_TWO}' }`,
      `{ id: home, kind: http, url: 'http://echo.test/\${HOME}', conditions: ['matches([BODY], "*HOME*")'] }`,
    ];
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace('probes:\n', `probes:\n${probes.map((each) => `  - ${each}\n`).join('')}`),
    );
    const seen: string[] = [];
    const echo = await serveHttp((request, response) => {
      const said = `${request.url} ${request.headers['x-key'] ?? ''}`;
      seen.push(said);
      response.end(`you sent ${said}`);
    });
    const connectTo = {
      'echo.test': { host: '127.0.0.1', port: Number(new URL(echo).port) },
      'away.test': { host: '127.0.0.1', port: 1 },
    };
    writeFileSync(join(repo, 'echo.json'), JSON.stringify({ connectTo }));
    const only = ['echo', 'away', 'steps', 'metric', 'prefix', 'home'].flatMap((id) => [
      '--only',
      `studiovault/payments/${id}`,
    ]);
    const canary = 'canary/7+é"value';
    const control = new URL(echo).host;
    const args = [
      ...['--content', content, '--connect-to', 'echo.json', '--control', control, '--commit'],
      ...only,
    ];
    const env = { WATCHBOOK_SECRET_CANARY: canary };
    const ends = [
      await command('probe', repo, args, undefined, env),
      await command('probe', repo, [...args, '--json'], undefined, env),
    ];
    const samples = ends[1]?.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const found = Object.fromEntries(
      samples?.map(({ probe: id, outcome }) => [id.split('/')[2], outcome]) ?? [],
    );
    // A longer name is another secret, and the environment is none.
    expect(found).toEqual({
      echo: 'down',
      away: 'down',
      steps: 'down',
      metric: 'unknown',
      prefix: 'unknown',
      home: 'up',
    });
    expect(seen.some((said) => said.includes(encodeURIComponent('canary')))).toBe(true);
    const record = join(repo, '.record');
    const log = execFileSync('git', ['-C', record, 'log', '-p'], { encoding: 'utf8' });
    const everything = [...ends.flatMap(({ out, err }) => [out, err]), log].join('\n');
    expect(everything).toContain('${secret.CANARY}');
    expect(everything).not.toContain('canary');
  });

  test('tells wrong usage (2) from a missing environment (3)', async () => {
    const { repo } = await project();
    const wrong = [
      ['--shard', '3/2'],
      ['--shard', 'x'],
      ['--only', 'no/such/probe'],
      ['--location', 'Über All'],
      ['--nonsense'],
      ['stray'],
    ];
    const ends = await Promise.all(wrong.map((args) => probe(repo, args)));
    expect(ends.map((end) => end.code)).toEqual(wrong.map(() => 2));
    for (const end of ends) expect(end.err).not.toBe('');
    expect(await probe(repo, ['--connect-to', 'missing.json'])).toMatchObject({ code: 3 });
    expect(await probe(repo, ['--content', 'nowhere'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('no probes'),
    });
    const help = await probe(repo, ['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('Exit codes');
  });
});

describe('npm run heartbeat', () => {
  test('records a beat that the probe of the same id then finds', async () => {
    const { repo, fleetArgs } = await project();
    const content = bookWithHeartbeat(repo);
    const remote = join(repo, '..', 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    execFileSync('git', ['-C', repo, 'remote', 'add', 'origin', remote]);
    const look = async () => {
      const { out } = await command('probe', repo, [
        ...fleetArgs,
        '--content',
        content,
        '--only',
        HEARTBEAT,
        '--json',
      ]);
      return JSON.parse(out);
    };
    expect(await look()).toMatchObject({ outcome: 'unknown', reason: 'no beat has ever come' });
    const beat = await command('heartbeat', repo, ['beat', HEARTBEAT, '--content', content, '--push']);
    expect(beat).toMatchObject({ code: 0, err: '', out: expect.stringContaining('is alive at') });
    expect(await look()).toMatchObject({ outcome: 'up', reason: null, latencyMs: null });
    // The day files know nothing of it, and the remote has it.
    expect(readRecord(join(repo, '.record'))).toMatchObject({ sampleCount: 0, problems: [] });
    const files = execFileSync('git', ['-C', remote, 'ls-tree', '-r', '--name-only', 'record'], {
      encoding: 'utf8',
    });
    expect(files).toContain('beats/studiovault.payments.nightly.local.tsv');
    // A second beat, and looks beside it, leave what is there.
    await command('heartbeat', repo, [
      'beat',
      HEARTBEAT,
      '--content',
      content,
      '--location',
      'eu-west',
      '--push',
    ]);
    await command('probe', repo, [...fleetArgs, '--content', content, '--only', HEARTBEAT, '--push']);
    expect(readRecord(join(repo, '.record'))).toMatchObject({ sampleCount: 1, problems: [] });
    const { out } = await command('heartbeat', repo, ['list', '--content', content, '--json']);
    expect(JSON.parse(out)).toEqual([{ probe: HEARTBEAT, newest: expect.stringMatching(/^20.*Z$/) }]);
  });

  test('refuses an id that is no heartbeat of the book, and says which there are', async () => {
    const { repo } = await project();
    const content = bookWithHeartbeat(repo);
    const wrong = [
      ['beat', 'studiovault/payments/http'],
      ['beat'],
      [],
      ['sing'],
      ['list', 'x'],
      ['beat', HEARTBEAT, '--location', 'A b'],
    ];
    const ends = await Promise.all(
      wrong.map((args) => command('heartbeat', repo, [...args, '--content', content])),
    );
    expect(ends.map(({ code }) => code)).toEqual(wrong.map(() => 2));
    expect(ends[0]?.err).toContain(`it has ${HEARTBEAT}`);
    expect((await command('heartbeat', repo, ['beat', HEARTBEAT, '--content', 'nowhere'])).code).not.toBe(0);
  });
});
