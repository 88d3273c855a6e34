import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { drillData } from '../../src/drill/report.ts';
import { SCENARIOS } from '../../src/drill/scenarios.ts';

// Real servers, real looks and a real record.
vi.setConfig({ testTimeout: 120_000 });

const scratch = mkdtempSync(join(tmpdir(), 'drill-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function drill(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['scripts/drill.ts', ...args], {
      maxBuffer: 10_000_000,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

type Data = ReturnType<typeof drillData>;

describe('a drill', () => {
  // Payments are played below, as people read it.
  const others = SCENARIOS.map(({ id }) => id).filter((id) => id !== 'payments-down');

  it.each(others)('of %s tells everybody once and in time, and prints it', async (id) => {
    const keep = join(scratch, id);
    const { code, out } = await drill('--scenario', id, '--json', '--keep', keep);
    const data = JSON.parse(out) as Data;
    expect(data.faults).toEqual([]);
    expect(code).toBe(0);
    const { expects } = SCENARIOS.find((one) => one.id === id) as (typeof SCENARIOS)[number];
    expect(data.messages.map(({ channel, stage }) => `${channel} ${stage}`).sort()).toEqual(
      expects.messages.map(({ channel, stage }) => `${channel} ${stage}`).sort(),
    );
    expect(data.times.map(({ short, formula }) => `${short} ${formula}`)).toEqual([
      'TTD detectedAt − impactStartedAt',
      'TTA acknowledgedAt − detectedAt',
      'TTM mitigatedAt − impactStartedAt',
      'TTR impactEndedAt − impactStartedAt',
    ]);
    expect(data.times.find(({ short }) => short === 'TTR')?.ms).toBeGreaterThan(0);
    const instants = data.timeline.map(({ at }) => at);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    expect(existsSync(join(keep, 'record', 'events'))).toBe(true);
  });

  it('has customers told on the page within one round of the confirmation, and only while it lasts', async () => {
    const { code, out } = await drill('--scenario', 'payments-down');
    expect(code).toBe(0);
    const lines = out.split('\n');
    const at = (words: RegExp) => lines.findIndex((line) => words.test(line));
    expect(at(/\+20m {2}log {3}outage confirmed: studiovault\/payments/)).toBeGreaterThan(0);
    expect(at(/\+20m {2}page {2}Payments .*: down since/)).toBeGreaterThan(at(/outage confirmed/));
    expect(at(/\+50m {2}page {2}All components are operational/)).toBeGreaterThan(at(/is repaired/));
    expect(out).toMatch(/TTD {2}8m .*detectedAt − impactStartedAt/);
    expect(out).toMatch(/TTA {2}6m /);
    expect(out).toMatch(/TTM {2}27m /);
    expect(out).toMatch(/TTR {2}29m /);
    expect(out).toContain('Everybody was told what they should be, once and in time.');
    expect(out).toMatch(/Draft of the postmortem[\s\S]*impactStartedAt: 2026-11-18T02:12:00Z/);
    expect(out).toContain('The probe studiovault/payments/http finds it well again, after 30m');
  });

  it('keeps the draft of the postmortem beside the record that it was made of', () => {
    const kept = join(scratch, 'dependency', 'postmortems', '2026-11-18-drill-dependency.mdx');
    const text = readFileSync(kept, 'utf8');
    expect(text).toContain('services: [ai-film-studio/s3-storage, ai-film-studio/film-generation]');
    expect(text).toContain('detectedAt: 2026-11-18T20:20:00Z');
  });

  it('ends with a fault when the book would have somebody not told', async () => {
    const content = join(scratch, 'content');
    cpSync('content', content, { recursive: true });
    const file = join(content, 'domains/studiovault/severities.yaml');
    const text = readFileSync(file, 'utf8').replace('channels: [whatsapp, sms]', 'channels: [whatsapp]');
    expect(text).not.toContain('sms]');
    writeFileSync(file, text);
    const { code, out } = await drill('--scenario', 'payments-down', '--content', content);
    expect(code).toBe(1);
    expect(out).toContain('FAULT: studiovault/sms was never told: opened');
  });

  it('of an unknown scenario names those that there are', async () => {
    const { code, err } = await drill('--scenario', 'asteroid');
    expect(code).toBe(2);
    expect(err).toContain('payments-down, api-slow, prober-silent, dependency');
  });

  it('writes into nothing that is there already', async () => {
    const { code, err } = await drill('--scenario', 'payments-down', '--keep', scratch);
    expect([code, err]).toEqual([3, expect.stringContaining('EEXIST')]);
  });
});
