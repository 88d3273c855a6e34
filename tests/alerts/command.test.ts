import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { smallBook } from '../book/made.ts';
import { receiver } from './receiver.ts';

const SCRIPT = path.resolve('scripts/alert.ts');

/** A folder with a book whose phone is a webhook and whose mail goes nowhere. */
async function book(): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'alerts-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const files = smallBook();
  const contacts = (files.get('domains/acme/contacts.yaml') as string).replace(
    'kind: sms, purpose: Wakes people, address: null',
    'kind: webhook, purpose: Wakes people, address: null, delivery: { via: webhook, urlSecret: HOOK, signingSecret: SIGNING }',
  );
  for (const [name, text] of [...files, ['domains/acme/contacts.yaml', contacts] as const]) {
    const file = path.join(root, 'content', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return root;
}

async function alert(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

test('a test over a route reaches its receiver and says that it is one', async () => {
  const cwd = await book();
  const there = await receiver(() => ({ status: 204 }));
  const env = {
    WATCHBOOK_SECRET_HOOK: `${there.origin}/canary-hook-path`,
    WATCHBOOK_SECRET_SIGNING: 'canary-signing',
  };
  const { code, output } = await alert(cwd, ['test', '--route', 'acme/SEV1'], env);
  expect({ code, output }).toEqual({ code: 0, output: 'acme/phone  sent: HTTP 204\n' });
  const body = JSON.parse(there.received[0]?.body ?? '{}');
  expect(body).toMatchObject({ test: true, action: 'open', stage: 'test', urgency: 5 });
  expect(body.title).toMatch(/^\[TEST\]/);
});

test('[U39] a test that fails exits with 1 and says why, without the secret', async () => {
  const cwd = await book();
  const there = await receiver(({ path: asked }) => ({
    status: 404,
    body: `no ${asked}`,
    type: 'text/plain',
  }));
  const env = {
    WATCHBOOK_SECRET_HOOK: `${there.origin}/canary-hook-path`,
    WATCHBOOK_SECRET_SIGNING: 'canary-signing',
  };
  const refused = await alert(cwd, ['test', '--route', 'acme/SEV1'], env);
  expect(refused).toEqual({ code: 1, output: 'acme/phone  failed: HTTP 404\n' });
  const missing = await alert(cwd, ['test', '--route', 'acme/SEV1']);
  expect(missing.code).toBe(1);
  expect(missing.output).toContain('the secret HOOK is not set (WATCHBOOK_SECRET_HOOK)');
  const nowhere = await alert(cwd, ['test', '--route', 'acme/SEV2+SEV3']);
  expect(nowhere.code).toBe(1);
  expect(nowhere.output).toContain('the channel mail has no delivery');
});
