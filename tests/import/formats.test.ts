import { describe, expect, it } from 'vitest';
import { translateCondition } from '../../src/import/conditions.ts';
import { readCstate } from '../../src/import/cstate.ts';
import { durationOf, readGatus } from '../../src/import/gatus.ts';
import { readStatuspage } from '../../src/import/statuspage.ts';
import { readUpptime } from '../../src/import/upptime.ts';
import { writeFound } from '../../src/import/write.ts';
import { lintBook } from '../../src/lint/run.ts';
import { parseCondition } from '../../src/probe/conditions/parse.ts';
import { bookWith, CONFIG, fixture, historyText, INTO, ISSUES, START, STATES } from './made.ts';

const SOURCES = {
  upptime: async () =>
    readUpptime({
      config: { file: '.upptimerc.yml', text: CONFIG },
      issues: { file: 'issues.json', text: ISSUES },
      history: STATES.map(([hours, status, ms]) => ({
        file: 'history/shop.yml',
        at: START + hours * 3_600_000 + 5000,
        text: historyText(status, START + hours * 3_600_000, ms),
      })),
    }),
  gatus: async () => readGatus(await fixture('gatus.yaml')),
  cstate: async () =>
    readCstate(
      await fixture('cstate/config.yml'),
      await Promise.all(
        ['2026-02-03-shop-away', '2026-02-10-slow', '2026-02-11-odd'].map((name) =>
          fixture(`cstate/content/issues/${name}.md`),
        ),
      ),
    ),
  statuspage: async () => readStatuspage(await fixture('statuspage.json')),
} as const;

const left = (found: { notCarried: readonly { file: string; line: number; what: string }[] }) =>
  found.notCarried.map(({ file, line, what }) => `${file}:${line} ${what}`);

describe.each(Object.entries(SOURCES))('what comes from %s', (_, read) => {
  it('[S30] passes check on the first try, and the same source gives the same bytes', async () => {
    const written = writeFound(await read(), INTO);
    expect(written.files.size).toBeGreaterThan(1);
    const findings = lintBook(bookWith(written.files), '2026-11-21T12:00:00Z');
    expect(
      findings.filter(
        ({ level, file }) =>
          level === 'error' && [...written.files.keys()].some((name) => file.endsWith(name)),
      ),
    ).toEqual([]);
    expect(writeFound(await read(), INTO)).toEqual(written);
  });
});

describe('Gatus', () => {
  it('[S30] gives services and probes with its conditions in our words', async () => {
    const { book } = bookWith(writeFound(await SOURCES.gatus(), INTO).files);
    const [front] = book.collections.services.get('acme/front-page')?.data.probes ?? [];
    expect(front).toMatchObject({
      kind: 'http',
      url: 'https://www.acme.test/health',
      interval: '90s',
      timeout: '5s',
      insecure: true,
      headers: { Accept: 'application/json', Authorization: 'Bearer ${secret.FRONT_TOKEN}' },
      conditions: [
        '[STATUS] == any(200, 204)',
        '[RESPONSE_TIME] < 300',
        '[BODY].status == UP',
        'matches([BODY].name, "j*")',
        '[BODY].state != "very bad"',
        'has([BODY].errors) == false',
        '[CERTIFICATE_DAYS] >= 2',
      ],
    });
    expect(book.collections.services.get('acme/mail')?.data.probes[0]).toMatchObject({
      kind: 'tls',
      host: 'mail.acme.test',
      port: 587,
      startTls: 'smtp',
      conditions: ['[CONNECTED] == true', '[CERTIFICATE_DAYS] >= 5'],
    });
    expect(book.collections.services.get('acme/names')?.data.probes[0]).toMatchObject({
      kind: 'dns',
      host: 'acme.test',
      resolver: '192.0.2.53:53',
    });
    expect(book.collections.services.get('acme/ping')?.data.probes).toEqual([]);
  });

  it('[S30] lists whatever has no counterpart, each with its line', async () => {
    expect(left(await SOURCES.gatus())).toEqual([
      'gatus.yaml:2 metrics',
      'gatus.yaml:25 alerts',
      'gatus.yaml:15 endpoints.0.client.dns-resolver',
      'gatus.yaml:11 header X-Api-Key',
      'gatus.yaml:24 a condition of Front page: [DOMAIN_EXPIRATION] > 720h',
      'gatus.yaml:39 the probe of Ping',
      'gatus.yaml:42 the probe of Off',
    ]);
  });

  it.each([
    ['[CERTIFICATE_EXPIRATION] < 48h', 'a certificate that must be near its end'],
    ['[STATUS] = 200', 'column'],
    ['[BODY] == pat(*[0-9]*)', 'regex()'],
    ['[CONTEXT].id == 4', 'sequence'],
  ])('refuses the condition %s with a reason', (text, why) => {
    const said = translateCondition(text);
    expect(said.ok ? '' : said.why).toContain(why);
  });

  it.each([
    ['1h30m', '90m'],
    ['250ms', '250ms'],
    ['0s', null],
    ['soon', null],
  ])('reads the length %s as %s', (go, ours) => {
    expect(durationOf(go)).toBe(ours);
  });
});

describe('cState', () => {
  it('[S30] gives incidents with their updates, oldest first, at the times that the page tracked', async () => {
    const { book } = bookWith(writeFound(await SOURCES.cstate(), INTO).files);
    const away = book.collections.incidents.get('acme/2026-02-03-shop-away')?.data;
    expect(away).toMatchObject({
      title: 'Shop was away',
      severity: 'SEV1',
      services: ['acme/web'],
      startedAt: '2026-02-03T10:00:00Z',
      resolvedAt: '2026-02-03T11:30:00Z',
    });
    expect(away?.updates.map(({ at, state, text }) => `${at.slice(11, 16)} ${state} ${text}`)).toEqual([
      '10:00 investigating Investigating (nothing was written).',
      '10:05 investigating We see errors in the shop.',
      '10:20 identified A disk is full.',
      '11:30 resolved The machine has room again.',
    ]);
    expect(away?.updates[0]?.services).toEqual({ 'acme/web': 'major outage' });
    const slow = book.collections.incidents.get('acme/2026-02-10-slow')?.data;
    expect(slow).toMatchObject({ startedAt: '2026-02-10T07:00:00Z', severity: 'SEV2' });
    expect(slow?.resolvedAt).toBeUndefined();
    expect(slow?.updates).toHaveLength(1);
  });

  it('[S30] lists a system that is not there, a severity that nobody knows, and a time that was not written', async () => {
    expect(left(await SOURCES.cstate())).toEqual([
      'cstate/config.yml:12 params.systems.1.histogram',
      'cstate/content/issues/2026-02-03-shop-away.md:7 the system telegraph',
      'cstate/content/issues/2026-02-10-slow.md:10 the time of "We look into slow answers of t"',
      'cstate/content/issues/2026-02-11-odd.md:5 the issue',
    ]);
  });
});

describe('Statuspage', () => {
  it('[S30] gives components and incidents with what each update changed', async () => {
    const { book } = bookWith(writeFound(await SOURCES.statuspage(), INTO).files);
    expect(book.collections.services.get('acme/checkout')?.data).toMatchObject({
      title: 'Checkout',
      group: 'Shop',
      summary: 'Where orders are paid for.',
    });
    const incident = book.collections.incidents.get('acme/2026-03-01-statuspage-i1')?.data;
    expect(
      incident?.updates.map(({ state, text, services }) => [state, text, services?.['acme/checkout']]),
    ).toEqual([
      ['investigating', 'Payments are refused.', 'major outage'],
      ['identified', 'A certificate has expired.', 'partial outage'],
      ['resolved', 'Resolved: Fixed.', 'none'],
      ['postmortem', 'A certificate had expired. We are told earlier now.', undefined],
    ]);
    expect(left(await SOURCES.statuspage()).map((one) => one.replace(/^\S+ /, ''))).toEqual([
      'incident About nothing in particular',
      'planned work New cables',
    ]);
  });

  it('[S30] leaves a severity that nobody has translated as a question, and writes no such incident', async () => {
    const written = writeFound(await SOURCES.statuspage(), { ...INTO, severities: new Map() });
    expect([...written.files.keys()].filter((name) => name.startsWith('incidents/'))).toEqual([]);
    expect(written.notCarried.map(({ why }) => why).join()).toContain('--severity "major=SEVERITY"');
  });
});

describe('Upptime', () => {
  it('[S30] gives sites, their issues and one look for each commit, and nothing between two commits', async () => {
    const written = writeFound(await SOURCES.upptime(), INTO);
    const { book } = bookWith(written.files);
    expect(book.collections.services.get('acme/shop-2')).toBeUndefined();
    expect(book.collections.services.get('acme/shop')?.data.probes[0]).toMatchObject({
      url: 'https://shop.test/',
      conditions: ['[STATUS] == any(200, 204)'],
      headers: { Authorization: 'Bearer ${secret.SHOP_TOKEN}' },
      degradedAfter: '800ms',
    });
    expect(written.samples.map(({ at, outcome }) => [(at - START) / 3_600_000, outcome])).toEqual(
      STATES.map(([hours, status]) => [hours, status]),
    );
    expect(new Set(written.samples.map(({ location }) => location))).toEqual(new Set(['imported']));
    const incident = book.collections.incidents.get('acme/2026-03-02-upptime-7')?.data;
    expect(incident).toMatchObject({
      title: 'Shop is down',
      severity: 'SEV1',
      resolvedAt: '2026-03-02T12:00:10Z',
    });
    expect(incident?.updates.map(({ state }) => state)).toEqual(['investigating', 'resolved']);
  });

  it('[U42] finds the history of a site whose name Upptime cut into other words, and names that of a stranger once', () => {
    const version = (file: string, hours: number) => ({
      file: `history/${file}.yml`,
      at: START + hours * 3_600_000,
      text: historyText('up', START + hours * 3_600_000, 100),
    });
    const found = readUpptime({
      config: { file: '.upptimerc.yml', text: CONFIG },
      issues: null,
      history: [version('call-centre-ac-de', 1), version('gone', 1), version('gone', 2)],
    });
    expect(found.looks.map(({ slug, origin }) => [slug, origin])).toEqual([
      ['callcentre-acde', 'call-centre-ac-de'],
    ]);
    expect(found.notCarried.filter(({ file }) => file.startsWith('history/'))).toEqual([
      {
        file: 'history/gone.yml',
        line: 1,
        what: '2 looks',
        why: 'no site of the configuration is called gone',
      },
    ]);
  });

  it('[S30] looks for the texts that Upptime looked for, letter by letter', () => {
    const site = (key: string, text: string) =>
      readUpptime({
        config: {
          file: '.upptimerc.yml',
          text: `sites:\n  - { name: Shop, url: 'https://shop.test/', ${key}: '${text}' }\n`,
        },
        issues: null,
        history: [],
      }).services[0]?.probe;
    expect(site('__dangerous__body_down', 'Sold "out"')).toMatchObject({
      conditions: ['[STATUS] >= 200', '[STATUS] < 400', 'matches([BODY], "*Sold \\"out\\"*") == false'],
    });
    const literal = site('__dangerous__body_degraded', 'why? (a*b)')?.['degradedWhen'] as string[];
    expect(literal).toEqual(['regex([BODY], "why\\\\? \\\\(a\\\\*b\\\\)")']);
    expect(parseCondition(literal[0] ?? '').ok).toBe(true);
  });

  it('takes no word of a stranger for one of the team', async () => {
    const found = await SOURCES.upptime();
    const [outage] = found.incidents.filter(({ key }) => key === 'upptime-7');
    expect(outage?.updates.map(({ state }) => state)).toEqual(['investigating', 'resolved']);
    expect(JSON.stringify(found.incidents)).not.toContain('evil');
  });

  it('[S30] lists keys that Upptime itself ignores, secrets in clear, and sites it cannot look at', async () => {
    expect(left(await SOURCES.upptime())).toEqual([
      '.upptimerc.yml:24 status-website',
      '.upptimerc.yml:12 sites.0.notifications',
      '.upptimerc.yml:8 header X-Secret',
      '.upptimerc.yml:20 the probe of Hidden',
      '.upptimerc.yml:23 the probe of Socket',
      'issues.json:1 issue #7',
      'issues.json:1 issue #8',
      'issues.json:1 issue #9',
    ]);
  });
});
