import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { EXIT } from '../../scripts/command.ts';
import { loadBook } from '../../src/book/load.ts';
import { Generic } from '../../src/reconcile/payloads/generic.ts';
import { eventsOfPayload } from '../../src/reconcile/receive.ts';
import { readRecord } from '../../src/record/read.ts';
import { situationOf } from '../../src/response/fold.ts';
import { durationMs } from '../../src/schemas/duration.ts';
import { findProblems } from './rules.ts';
import { runScript } from './runner.ts';
import { openStage, placesOf } from './stage.ts';
import { parseWorkflow, ROOT, readWorkflow, readWorkflows } from './workflow.ts';

vi.setConfig({ testTimeout: 60_000 });

const text = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');

/** Blocks of code of a language, in order. */
function blocks(language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((each) => each[1] === language)
    .map((each) => each[2] as string);
}

/** Rows of the table under a header that begins so, as cells. */
function rowsUnder(header: string): string[][] {
  const lines = text.slice(text.indexOf(`\n| ${header}`) + 1).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const sampleBook = async () => (await loadBook(ROOT)).book;

describe('docs/operating.md', () => {
  it('has a row for every workflow with the rights it asks for', () => {
    const rows = rowsUnder('workflow ');
    expect(rows.map((row) => `.github/workflows/${row[0]?.replaceAll('`', '')}`).sort()).toEqual(
      readWorkflows().map(({ path }) => path),
    );
    for (const [file = '', , , rights = ''] of rows) {
      const { jobs } = readWorkflow(file.replaceAll('`', '').replace('.yml', '')).workflow;
      const asked = Object.values(jobs).flatMap(({ permissions }) =>
        Object.entries(permissions ?? {})
          .filter(([, right]) => right === 'write')
          .map(([what]) => what),
      );
      expect(rights.replaceAll('`', ''), file).toBe([...new Set(asked)].join(', ') || 'nothing');
    }
  });

  it('counts minutes as the workflows have jobs', () => {
    const afterEachLook = Object.values(readWorkflow('deploy').workflow.jobs).filter(
      (job) => !String(job.if ?? '').includes('workflow_run'),
    );
    const telling = Object.values(readWorkflow('alert').workflow.jobs).filter(
      (job) => !String(job.if ?? '').includes('_dispatch'),
    );
    const jobs = placesOf('probe', 'probe').length + telling.length + afterEachLook.length;
    const rows = rowsUnder('every ');
    expect(rows).toHaveLength(4);
    for (const [every = '', runs, minutes] of rows) {
      const expected = durationMs('30d') / durationMs(every);
      expect([Number(runs), Number(minutes)], every).toEqual([expected, expected * jobs]);
    }
  });

  it('uses only options that the commands have', () => {
    const commands = [...text.matchAll(/(?:npm run (\w+) --|node scripts\/(\w+)\.ts) ([^`\n]*)/g)];
    expect(commands.length).toBeGreaterThan(7);
    for (const [whole, first, second, rest = ''] of commands) {
      const args = rest
        .replaceAll('"', '')
        .replace(/\$\(\([^)]*\)\)/, '1')
        .split(' ')
        .filter(Boolean);
      const script = join(ROOT, `scripts/${first ?? second}.ts`);
      const { status, stderr } = spawnSync(process.execPath, [script, ...args, '--help'], {
        encoding: 'utf8',
      });
      expect(status, `${whole}\n${stderr}`).toBe(0);
    }
  });

  it('names every field of an alert in the shape of our own, and no other', () => {
    const fields = rowsUnder('field ').map(([field]) => field?.replaceAll('`', ''));
    expect(fields.sort()).toEqual(Object.keys(Generic.shape).sort());
  });

  it('gives the exit codes that commands have', () => {
    expect(rowsUnder('code ').map(([code]) => Number(code))).toEqual(Object.values(EXIT));
  });

  it('[U17] starts the workflows from outside with the requests it shows', async () => {
    const asked: {
      method: string | undefined;
      url: string | undefined;
      token: string | undefined;
      body: unknown;
    }[] = [];
    const server = createServer(async (request, answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, url, headers } = request;
      asked.push({
        method,
        url,
        token: headers.authorization,
        body: JSON.parse(Buffer.concat(chunks).toString()),
      });
      answer.statusCode = 204;
      answer.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const machine = {
      PATH: process.env['PATH'] ?? '',
      TOKEN: 'of-the-caller',
      REPOSITORY: 'someone/book',
      GITHUB_API: `http://127.0.0.1:${port}`,
    };
    for (const script of blocks('sh')) {
      const { code, printed } = await runScript(script, { cwd: ROOT, env: machine });
      expect(code, printed).toBe(0);
    }
    const path = '/repos/someone/book/actions/workflows';
    expect(asked).toEqual([
      {
        method: 'POST',
        url: `${path}/probe.yml/dispatches`,
        token: 'Bearer of-the-caller',
        body: { ref: 'main' },
      },
      {
        method: 'POST',
        url: `${path}/alert.yml/dispatches`,
        token: 'Bearer of-the-caller',
        body: { ref: 'main' },
      },
      {
        method: 'POST',
        url: '/repos/someone/book/dispatches',
        token: 'Bearer of-the-caller',
        body: {
          event_type: 'alert',
          client_payload: {
            alert: 'PaymentsDown',
            status: 'firing',
            severity: 'critical',
            summary: 'Callbacks of the gateway fail',
          },
        },
      },
      {
        method: 'POST',
        url: `${path}/heartbeat.yml/dispatches`,
        token: 'Bearer of-the-caller',
        body: { ref: 'main', inputs: { id: 'shop/backups/nightly' } },
      },
    ]);
    const received = eventsOfPayload(JSON.stringify(asked[2]?.body), await sampleBook(), situationOf([]), 0);
    expect(received.problems).toEqual([]);
    expect(received.events.map((event) => JSON.parse(event.detail))).toMatchObject([
      { severity: 'SEV1', services: ['studiovault/payments'], runbook: 'studiovault/PaymentsDown' },
    ]);
    const { on: starts } = readWorkflow('alert').workflow as { on: Record<string, { types?: string[] }> };
    expect(starts['repository_dispatch']?.types).toEqual(['alert']);
    for (const name of ['probe', 'alert', 'heartbeat']) {
      const { on } = readWorkflow(name).workflow as { on: Record<string, { inputs?: object } | null> };
      expect(Object.keys(on)).toContain('workflow_dispatch');
      if (name === 'heartbeat') expect(Object.keys(on['workflow_dispatch']?.inputs ?? {})).toEqual(['id']);
    }
  });

  it('shows a step for the handbook that keeps to the rules', () => {
    const [step = ''] = blocks('yaml');
    const { path, text: deploy } = readWorkflow('deploy');
    const indented = step.replace(/^(?=.)/gm, '      ');
    const longer = parseWorkflow(path, `${deploy.trimEnd()}\n${indented}`);
    expect(longer.workflow.jobs['internal']?.steps?.at(-1)?.name).toBe('Bring the handbook to our server');
    expect(findProblems(longer)).toEqual([]);
  });

  it('[U24] shares the probes between pods of a cluster, which write one record', async () => {
    const cron = parse(blocks('yaml')[1] ?? '') as {
      spec: {
        jobTemplate: {
          spec: {
            completions: number;
            template: { spec: { containers: { command: string[]; args: string[] }[] } };
          };
        };
      };
    };
    const { completions, template } = cron.spec.jobTemplate.spec;
    const [container] = template.spec.containers;
    expect(container?.command).toEqual(['bash', '-euc']);
    const stage = await openStage();
    onTestFinished(() => stage.close());
    const pods = Array.from({ length: completions }, (_, index) =>
      runScript((container?.args[0] ?? '').replaceAll('/tmp/', '$TMPDIR/'), {
        cwd: stage.machine.HOME,
        env: { ...stage.machine, JOB_COMPLETION_INDEX: String(index), REPOSITORY: `file://${stage.remote}` },
      }),
    );
    for (const { code, printed } of await Promise.all(pods)) expect(code, printed).toBe(0);
    const record = readRecord(stage.checkOutRecord());
    expect([...record.probes].sort()).toEqual(['acme/shop/http', 'acme/shop/nightly', 'acme/website/http']);
    for (const probe of record.probes)
      expect(record.seriesOf(probe).map(({ location, length }) => [location, length])).toEqual([
        ['cluster', 1],
      ]);
  });
});
