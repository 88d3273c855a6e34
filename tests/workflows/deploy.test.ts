import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStage, type Stage } from './stage.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  stage.down.add('shop');
  const run = await stage.run('probe', 'probe', { matrix: { location: 'github' } });
  expect(run.ok, run.log).toBe(true);
});
beforeEach(() => {
  stage.uploads.length = 0;
  stage.say({ pages: 200, workflows: {} });
});
afterAll(() => stage.close());

describe('deploy.yml', () => {
  it('[U34] builds the public site with its record for the address that Pages gives it, and hands it over', async () => {
    const run = await stage.run('deploy', 'build');
    expect(run.ok, run.log).toBe(true);
    expect(run.outputs).toEqual({ pages: 'on' });
    expect(stage.uploads.map(({ kind }) => kind)).toEqual(['pages']);
    expect(stage.uploads[0]?.files).toEqual(
      expect.arrayContaining(['index.html', '404.html', 'sitemap.xml']),
    );
    const page = readFileSync(join(run.workspace, 'dist/public/index.html'), 'utf8');
    expect(page).toContain('https://someone.example/book/');
    expect(page).toContain(stage.git('rev-parse', 'record').slice(0, 7));
    const publish = await stage.run('deploy', 'publish', { needs: { build: { outputs: run.outputs } } });
    expect(publish).toMatchObject({ ok: true, ran: true, steps: ['actions/deploy-pages'] });
  });

  it('[S40] hands nothing over when content is broken or the record cannot be fetched', async () => {
    const file = 'content/services/acme/shop.mdx';
    const good = `${stage.git('show', `main:${file}`)}\n`;
    stage.push({ [file]: good.replace('owner: acme/on-call', 'owner: acme/on-cal') });
    const broken = await stage.run('deploy', 'build');
    stage.push({ [file]: good });
    expect(broken.ok).toBe(false);
    expect(broken.log).toMatch(/shop\.mdx:\d+.*acme\/on-call/);
    stage.say({ pages: 500, workflows: {} });
    const silent = await stage.run('deploy', 'build');
    expect(silent.ok).toBe(false);
    expect(silent.log).toContain('500 Internal Server Error');
    expect(stage.uploads).toEqual([]);
  });

  it('[S40] tells on the next good page that a build failed, on a machine that remembers nothing', async () => {
    const failed = new Date(Date.now() - 3_600_000).toISOString();
    stage.say({ pages: 200, workflows: {}, failed });
    const run = await stage.run('deploy', 'build');
    expect(run.ok, run.log).toBe(true);
    const page = readFileSync(join(run.workspace, 'dist/public/index.html'), 'utf8');
    expect(page).toMatch(/The build of .* failed; until now the page before it was shown/);
  });

  it('says what to choose while Pages is off, and publishes nothing', async () => {
    stage.say({ pages: 404, workflows: {} });
    const run = await stage.run('deploy', 'build');
    expect(run.ok, run.log).toBe(true);
    expect(run.log).toContain('::notice::Nothing is published: choose Settings > Pages');
    expect(stage.uploads).toEqual([]);
    const publish = await stage.run('deploy', 'publish', { needs: { build: { outputs: run.outputs } } });
    expect(publish.ran).toBe(false);
  });

  it('builds the handbook when content changes, and not after each look', async () => {
    const after = await stage.run('deploy', 'internal', { github: { event_name: 'workflow_run' } });
    expect(after.ran).toBe(false);
    const run = await stage.run('deploy', 'internal', { github: { event_name: 'push' } });
    expect(run.ok, run.log).toBe(true);
    expect(stage.uploads.map(({ kind }) => kind)).toEqual(['artifact']);
    expect(stage.uploads[0]?.files).toContain('runbooks/acme/WebsiteDown/index.html');
  });
});
