import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSite } from '../../src/site/build.ts';
import { type Served, serveSite } from '../../src/site/serve.ts';
import { inBrowser, sitemapPaths } from './browser.ts';

/** What people have tried: each must come out as the text that it is. `x` counts what was run. */
const PAYLOADS = [
  '<script>x()</script>',
  '<img src=x onerror=x()>',
  '"><svg/onload=x()>',
  "' onmouseover='x()",
  '</title><script>x()</script>',
  '</script><script>x()</script>',
  '<iframe srcdoc="<script>parent.x()</script>">',
  '<!-- --><body onload=x()>',
  '&lt;script&gt;x()&lt;/script&gt;',
  '{{constructor.constructor("x()")()}}',
  ['$', '{x()}'].join(''),
  'مرحبا <b>世界</b> 🚒 & "quotes" \u202e',
];
const text = (index: number) => JSON.stringify(`Shop ${PAYLOADS[index % PAYLOADS.length]}`);

inBrowser('hostile words', (open) => {
  const work = mkdtempSync(path.join(tmpdir(), 'watchbook-hostile-'));
  let served: Served;

  beforeAll(async () => {
    const content = path.join(work, 'content');
    for (const folder of [
      'domains/acme',
      'teams/acme',
      'services/acme',
      'incidents/acme',
      'maintenance/acme',
      'slos/acme',
    ])
      mkdirSync(path.join(content, folder), { recursive: true });
    const write = (file: string, lines: readonly string[]) =>
      writeFileSync(path.join(content, file), `${lines.join('\n')}\n`);
    write('watchbook.yaml', [
      `name: ${text(0)}`,
      'public:',
      `  title: ${text(1)}`,
      `  introduction: ${text(2)}`,
      `  footer: ${text(3)}`,
      `  links: [{ label: ${text(4)}, url: "https://acme.test/?a=%22%3E%3Cscript%3E" }]`,
    ]);
    write('domains/acme/index.mdx', [
      '---',
      `title: ${text(5)}`,
      `summary: ${text(6)}`,
      'owner: acme/core',
      'source: { title: Made }',
      '---',
    ]);
    write('domains/acme/severities.yaml', [
      'levels:',
      '  - { id: SEV1, urgency: 1, description: Nobody can buy }',
    ]);
    write('teams/acme/core.yaml', [
      'title: Core',
      'kind: team',
      'domain: acme',
      'summary: Does everything there is.',
    ]);
    for (const [index] of PAYLOADS.entries()) {
      write(`services/acme/shop-${index}.mdx`, [
        '---',
        `title: ${text(index)}`,
        `summary: ${text(index + 1)}`,
        `publicSummary: ${text(index + 2)}`,
        `group: ${JSON.stringify(`G ${PAYLOADS[index]?.slice(0, 36)}`)}`,
        'domain: acme',
        'owner: acme/core',
        'audience: public',
        'probes:',
        '  - { id: http, kind: http, url: "https://shop.test/", conditions: ["[STATUS] == 200"] }',
        '---',
      ]);
      write(`incidents/acme/trouble-${index}.mdx`, [
        '---',
        `title: ${text(index + 3)}`,
        'domain: acme',
        'severity: SEV1',
        'audience: public',
        `services: [acme/shop-${index}]`,
        'startedAt: 2026-11-20T10:00:00Z',
        'updates:',
        `  - { at: 2026-11-20T10:05:00Z, state: investigating, text: ${text(index + 4)}, services: { acme/shop-${index}: partial outage } }`,
        '---',
        '[a link](javascript:x()) and `<script>x()</script>`',
      ]);
    }
    write('maintenance/acme/weekly.yaml', [
      `title: ${text(7)}`,
      `summary: ${text(8)}`,
      'domain: acme',
      'audience: public',
      'services: [acme/shop-0]',
      'start: 2026-11-22T02:00:00Z',
      'duration: 2h',
      'impact: down',
      'announceLead: 7d',
    ]);
    const out = path.join(work, 'public');
    await buildSite({
      root: process.cwd(),
      audience: 'public',
      out,
      env: {
        WATCHBOOK_CONTENT: content,
        WATCHBOOK_RECORD: path.join(work, 'record'),
        WATCHBOOK_NOW: '2026-11-21T12:00:00Z',
        WATCHBOOK_SITE_URL: 'https://status.acme.test',
      },
    });
    served = await serveSite(() => out, { host: '127.0.0.1', port: 0, base: '/' });
  });
  afterAll(async () => {
    await served?.close();
    rmSync(work, { recursive: true, force: true });
  });

  it('[U30] run nothing on any page, even where no policy forbids it, and stand there as text', async () => {
    const page = await open({ bypassCSP: true });
    let ran = 0;
    await page.exposeFunction('x', () => {
      ran += 1;
    });
    page.on('dialog', (dialog) => {
      ran += 1;
      void dialog.dismiss();
    });
    const paths = await sitemapPaths(served.url);
    expect(paths.length).toBeGreaterThan(25);
    let words = '';
    for (const one of paths) {
      await page.goto(served.url + one.replace(/^\//, ''));
      const found = await page.evaluate(() => {
        const own = (address: string) => /^\/[\w-]+\.js$/.test(new URL(address, location.href).pathname);
        return {
          scripts: [...document.scripts]
            .filter(({ src }) => src === '' || !own(src))
            .map(({ outerHTML }) => outerHTML),
          handlers: [...document.querySelectorAll('*')].flatMap((element) =>
            element.getAttributeNames().filter((name) => name.startsWith('on')),
          ),
          addresses: [...document.querySelectorAll('[href], [src], [action]')]
            .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '')
            .filter((address) => /^\s*(?:javascript|data|vbscript):/i.test(address)),
          frames: document.querySelectorAll('iframe, object, embed, base').length,
          text: document.querySelector('main')?.textContent ?? '',
        };
      });
      expect(found, one).toMatchObject({ scripts: [], handlers: [], addresses: [], frames: 0 });
      words += found.text;
    }
    expect(ran).toBe(0);
    for (const payload of PAYLOADS) expect(words).toContain(payload);
  });
});
