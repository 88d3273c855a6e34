import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cost, Work } from './probe-run.ts';

const DELAY_MS = 100;
const BLACKBOX = ['/usr/bin/prometheus-blackbox-exporter', '/usr/local/bin/blackbox_exporter'];
const BLACKBOX_PORT = 19_115;
/** Processor time in /proc is counted in hundredths of a second (proc(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10;

/**
 * Looks at 1,000 addresses on loopback over new connections, half of them TLS, 50 of them silent, and prints
 * time, memory and how near the measured times come to the known delay of the server; then 1,000 plain ones
 * beside prometheus-blackbox-exporter, and the ratio of processor time. Nothing here fails on a time.
 */
export async function benchProbe(options: { readonly quick: boolean }): Promise<void> {
  const count = options.quick ? 200 : 1000;
  const server = fork(path.join(import.meta.dirname, 'probe-server.ts'), [String(DELAY_MS)]);
  try {
    const ports = (await message(server)) as Work['ports'];
    const mixed = await run({ count, holeEvery: 20, mixed: true, ports });
    const took = await ask(server);
    const errors = (secure: boolean) =>
      Object.entries(mixed.firstBytes)
        .filter(([host]) => secure === host.startsWith('bench.test'))
        .map(([host, ms]) => Math.abs(ms - (took[host] ?? Number.NaN)))
        .sort((a, b) => a - b);
    const all = [...errors(false), ...errors(true)];
    const share = (all.filter((ms) => ms <= 5).length / all.length) * 100;
    const spread = (list: readonly number[]) =>
      [0.5, 0.95, 0.99].map((quantile) => list[Math.floor(list.length * quantile)]?.toFixed(1)).join(' ');
    console.log(`${count} looks, half over TLS, ${count / 20} of them at silent ports, timeout 5 s`);
    console.log(`  outcomes                  ${JSON.stringify(mixed.outcomes)}`);
    console.log(`  wall time                 ${(mixed.wallMs / 1000).toFixed(1)} s   wanted < 15 s`);
    console.log(`  memory, most              ${mixed.maxRssMb.toFixed(0)} MB   wanted < 300 MB`);
    console.log(`  within 5 ms of the server ${share.toFixed(1)} % of ${all.length}   wanted ≥ 95 %`);
    console.log(`  error p50 p95 p99, plain  ${spread(errors(false))} ms`);
    console.log(`  error p50 p95 p99, TLS    ${spread(errors(true))} ms`);
    console.log(`  marked as late ourselves  ${mixed.tainted}, not counted above`);
    const plain = await run({ count, holeEvery: 0, mixed: false, ports });
    const ours = plain.cpuMs / count;
    console.log(`${count} plain looks`);
    console.log(`  processor time, this engine  ${ours.toFixed(2)} ms a look`);
    await compareWithBlackbox(ports.plain, count, ours, plain.wallMs);
  } finally {
    server.disconnect();
  }
}

async function run(work: Work): Promise<Cost> {
  const child = fork(path.join(import.meta.dirname, 'probe-run.ts'));
  child.send(work);
  return (await message(child)) as Cost;
}

/** What each answer of the server really took, milliseconds by host. */
function ask(server: ChildProcess): Promise<Record<string, number>> {
  server.send('took');
  return message(server) as Promise<Record<string, number>>;
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}`)));
  });
}

async function compareWithBlackbox(port: number, count: number, ours: number, wallMs: number): Promise<void> {
  const binary = BLACKBOX.find((each) => existsSync(each));
  if (binary === undefined) {
    console.log(
      '  blackbox exporter is missing, so nothing is compared: apt-get install prometheus-blackbox-exporter',
    );
    return;
  }
  const dir = mkdtempSync(path.join(tmpdir(), 'watchbook-bench-'));
  writeFileSync(path.join(dir, 'b.yml'), 'modules: { plain: { prober: http, timeout: 5s } }\n');
  const child = spawn(
    binary,
    [`--config.file=${dir}/b.yml`, `--web.listen-address=127.0.0.1:${BLACKBOX_PORT}`, '--log.level=error'],
    { stdio: 'ignore' },
  );
  try {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    const request = (target: string) => get(`http://127.0.0.1:${BLACKBOX_PORT}${target}`, agent);
    for (let tries = 0; tries < 50; tries += 1) {
      if (
        await request('/-/healthy').then(
          () => true,
          () => false,
        )
      )
        break;
      await sleep(100);
    }
    const target = encodeURIComponent(`http://127.0.0.1:${port}/`);
    const before = cpuMsOf(child.pid as number);
    const asked: Promise<string>[] = [];
    for (let i = 0; i < count; i += 1) {
      asked.push(request(`/probe?module=plain&target=${target}`));
      await sleep(wallMs / count);
    }
    const good = (await Promise.all(asked)).filter((text) => text.includes('\nprobe_success 1')).length;
    const theirs = (cpuMsOf(child.pid as number) - before) / count;
    console.log(`  processor time, blackbox     ${theirs.toFixed(2)} ms a look (${good} of ${count} good)`);
    console.log(`  ratio (this engine / blackbox)  ${(ours / theirs).toFixed(2)}`);
    agent.destroy();
  } finally {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}

function get(url: string, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (data) => {
          text += data;
        });
        response.on('end', () => resolve(text));
      })
      .on('error', reject);
  });
}

/** User and system time of a process: fields 14 and 15 of its stat, counted behind the name in brackets. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
