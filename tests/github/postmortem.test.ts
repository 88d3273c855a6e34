import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { readContent } from '../../src/book/load.ts';
import { isoInstant } from '../../src/calendar/time.ts';
import { postmortemBranch, postmortemDraft } from '../../src/github/postmortem.ts';
import { formatFinding } from '../../src/lint/report.ts';
import { blocksBuild, lintBook } from '../../src/lint/run.ts';
import { situationOf } from '../../src/response/fold.ts';
import { AnswerError } from '../../src/scaffold/question.ts';
import { type RecordEvent, typedEvent } from '../../src/schemas/event.ts';
import { smallBook } from '../book/made.ts';
import { commentsOn, factsOn, onlyIncident, onlyIssue, requestsOn, say } from './seen.ts';
import { type GitHubServer, REPOSITORY, startGitHub } from './server.ts';
import { MirroredWorld, minute, mirroredBook, SETTINGS } from './world.ts';

const HOUR = 3_600_000;
const AT = Date.UTC(2026, 10, 21, 12);
const ID = 'automatic/acme/shop/20261121T120000Z';
const TROUBLE = 'acme/shop@20261121T120000Z';

/** An outage of two hours, with what people said. */
function log(
  over: {
    severity?: string;
    said?: { at: number; text: string; state?: 'identified' | 'resolved'; publish?: boolean }[];
  } = {},
) {
  const outage = { service: 'acme/shop', from: isoInstant(AT), probes: ['acme/shop/http'] };
  const events: RecordEvent[] = [
    typedEvent(AT + 60_000, 'outage opened', TROUBLE, outage),
    typedEvent(AT + 60_000, 'outage confirmed', TROUBLE, outage),
    typedEvent(AT + 60_000, 'incident opened', ID, {
      origin: 'probes',
      domain: 'acme',
      severity: over.severity ?? 'SEV1',
      services: ['acme/shop'],
      startedAt: isoInstant(AT),
      reason: '<img> @everyone: "did" not: answer',
      trouble: TROUBLE,
    }),
    typedEvent(AT + 120_000, 'alert acknowledged', ID, { by: 'ada', via: 'github:comment:1' }),
    ...(over.said ?? []).map(({ at, text, state, publish }, place) =>
      typedEvent(at, 'incident updated', ID, {
        by: 'ada',
        via: `github:comment:${place + 2}`,
        text,
        ...(state ? { state } : {}),
        ...(publish ? { publish } : {}),
      }),
    ),
    typedEvent(AT + 2 * HOUR, 'outage recovered', TROUBLE, { ...outage, to: isoInstant(AT + 2 * HOUR) }),
    typedEvent(AT + 2 * HOUR + 300_000, 'incident closed', ID, { endedAt: isoInstant(AT + 2 * HOUR) }),
  ];
  return situationOf(events);
}

const BOOK = { 'watchbook.yaml': SETTINGS };

function drafted(
  situation: ReturnType<typeof log>,
  over: Record<string, string | null> = {},
  text: string | null = null,
) {
  const book = assembleBook(smallBook({ ...BOOK, ...over })).book;
  const incident = situation.incidents.get(ID);
  if (!incident) throw new Error('the log has no incident');
  return postmortemDraft(book, incident, situation, text, AT + 3 * HOUR);
}

/** What `check` would say of the book with these files, and would not without. */
function newFaults(files: readonly { path: string; text: string }[]): string[] {
  const faults = (all: ReadonlyMap<string, string>) =>
    lintBook(assembleBook(all), isoInstant(AT + 3 * HOUR))
      .filter(blocksBuild)
      .map(formatFinding);
  const before = new Set(faults(smallBook(BOOK)));
  const more = Object.fromEntries(files.map(({ path, text }) => [path.replace(/^content\//, ''), text]));
  return faults(smallBook({ ...BOOK, ...more })).filter((line) => !before.has(line));
}

describe('a draft from the event log alone', () => {
  test('of a published incident holds nothing that was said before it was published', () => {
    const said = [
      { at: AT + 10 * 60_000, text: 'CANARY: the disk of db-host-3 is full.', state: 'identified' as const },
      { at: AT + 20 * 60_000, text: 'Orders are late; we are at it.', publish: true },
      { at: AT + 30 * 60_000, text: 'Orders arrive again.' },
    ];
    const { files } = drafted(log({ said }));
    const entry = files.find(({ path }) => path.startsWith('content/incidents/'))?.text ?? '';
    expect(entry).toContain('audience: public');
    expect(entry).toContain('Orders are late');
    expect(entry).toContain('Orders arrive again');
    expect(entry).not.toContain('CANARY');
  });

  test('is an incident and a postmortem that check accepts, with every time that the log has', () => {
    const said = [
      {
        at: AT + 10 * 60_000,
        text: 'The release of noon: it broke "everything" # really',
        state: 'identified' as const,
      },
      { at: AT + 20 * 60_000, text: 'We roll back.\n\n<script>alert(1)</script> {1+1} <Fact of="x" />' },
      { at: AT + 2 * HOUR + 60_000, text: 'It has been well for a minute.' },
    ];
    const { files, due, incident } = drafted(log({ said }));
    expect(files.map(({ path }) => path)).toEqual([
      'content/incidents/acme/2026-11-21-shop.mdx',
      'content/postmortems/acme/2026-11-21-shop.mdx',
    ]);
    expect(incident).toBe('acme/2026-11-21-shop');
    expect(newFaults(files)).toEqual([]);
    const book = assembleBook(
      smallBook({ ...BOOK, ...Object.fromEntries(files.map(({ path, text }) => [path.slice(8), text])) }),
    ).book;
    const entry = book.collections.incidents.get(incident);
    expect(entry?.data).toMatchObject({
      severity: 'SEV1',
      audience: 'internal',
      startedAt: isoInstant(AT),
      detectedAt: isoInstant(AT + 60_000),
      acknowledgedAt: isoInstant(AT + 120_000),
      resolvedAt: isoInstant(AT + 2 * HOUR),
      postmortem: 'acme/2026-11-21-shop',
    });
    expect(entry?.data.updates.map(({ state }) => state)).toEqual([
      'investigating',
      'identified',
      'identified',
      'resolved',
      'resolved',
    ]);
    expect(entry?.data.updates[2]?.text).toBe(said[1]?.text);
    expect(due).toBe(
      'due by Tue 24 Nov 2026, 14:00 UTC, counted from the resolution, because the source names no clock',
    );
  });

  test('takes a free id, and no deadline where no policy has one', () => {
    const { files, due } = drafted(log({ severity: 'SEV2' }), {
      'incidents/acme/2026-11-21-shop.mdx':
        smallBook()
          .get('incidents/2026-01-01-shop.mdx')
          ?.replace(/postmortem.*\n/, '') ?? '',
    });
    expect(files[0]?.path).toBe('content/incidents/acme/2026-11-21-shop-2.mdx');
    expect(due).toBeNull();
  });

  test('is refused, in words, where no component of the book is left', () => {
    expect(() => drafted(log(), { 'services/acme/shop.mdx': null })).toThrow(AnswerError);
  });

  test('[K32] of a SEV1 of StudioVault is due 72 hours after its end, as the sample book says', async () => {
    const { book } = assembleBook(new Map(await readContent('content')));
    const service = [...book.collections.services.values()].find(({ domain }) => domain === 'studiovault');
    const id = service?.id ?? '';
    const situation = situationOf([
      typedEvent(AT, 'incident opened', ID, {
        origin: 'outside',
        domain: 'studiovault',
        severity: 'SEV1',
        services: [id],
        startedAt: isoInstant(AT),
      }),
      typedEvent(AT + HOUR, 'incident closed', ID, { endedAt: isoInstant(AT + HOUR) }),
    ]);
    const incident = situation.incidents.get(ID);
    if (!incident) throw new Error('the log has no incident');
    const { due, files } = postmortemDraft(book, incident, situation, null, AT + 2 * HOUR);
    expect(due).toContain('due by Tue 24 Nov 2026, 13:00 UTC');
    expect(files[1]?.text).toContain('severity: SEV1');
  });

  test('has a branch of its own for each incident', () => {
    expect(postmortemBranch(ID)).toBe('postmortem/automatic-acme-shop-20261121t120000z');
    expect(postmortemBranch('outside/../ .lock~^:?*[\\')).toMatch(/^postmortem\/[a-z0-9-]+$/);
    expect(postmortemBranch('💥')).toMatch(/^postmortem\/[a-z0-9-]+$/);
  });
});

describe('a draft on GitHub', () => {
  let server: GitHubServer;
  beforeAll(async () => {
    server = await startGitHub();
  });
  afterAll(() => server.close());
  beforeEach(() => server.reset());

  const outage = async (world: MirroredWorld) => {
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    await world.minutes(4, 12, 'up');
  };

  test('that may not be made is told once, with what to do instead', async () => {
    const world = new MirroredWorld(server);
    server.fault = ({ path, method }) =>
      method === 'POST' && path.endsWith('/pulls')
        ? {
            status: 403,
            body: { message: 'GitHub Actions is not permitted to create or approve pull requests.' },
          }
        : null;
    await outage(world);
    await world.minutes(13, 14, 'up');
    const told = (await commentsOn(server)).filter(({ body }) => body.includes('watchbook:fact:postmortem'));
    expect(told).toHaveLength(1);
    expect(told[0]?.body).toContain('not permitted to create');
    expect(told[0]?.body).toContain(`/${REPOSITORY}/compare/main...postmortem/automatic-acme-shop-`);
    expect(await requestsOn(server)).toEqual([]);
    expect(world.faults).toEqual([]);
  });

  test('where even the branch is refused says how it is made by hand', async () => {
    const world = new MirroredWorld(server);
    server.fault = ({ path }) =>
      path.includes('/git/')
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : null;
    await outage(world);
    expect((await commentsOn(server)).at(-1)?.body).toContain('`npm run new -- postmortem --incident ID`');
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
  });

  test('begins from the entry that people wrote, as it stands on the branch', async () => {
    const text = `---
title: The shop did not answer
domain: acme
severity: SEV1
services: [acme/shop]
startedAt: ${isoInstant(minute(1))}
resolvedAt: ${isoInstant(minute(4))}
updates:
  - { at: ${isoInstant(minute(2))}, state: investigating, text: We look into it., services: { acme/shop: major outage } }
  - { at: ${isoInstant(minute(4))}, state: resolved, text: It works again. }
---
`;
    const name = 'incidents/acme/2026-11-21-written.mdx';
    await server.as('ada', 'PUT', `/contents/content/${name}`, {
      message: 'an incident',
      content: Buffer.from(text).toString('base64'),
    });
    const world = new MirroredWorld(server, mirroredBook({ [name]: text }));
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    const { id } = onlyIncident(world);
    world.log.push(
      typedEvent(minute(3), 'incident updated', id, {
        by: 'book',
        via: 'book:acme/2026-11-21-written#20261121T000000Z',
        text: 'We look into it.',
      }),
    );
    await world.minutes(4, 12, 'up');
    expect(world.faults).toEqual([]);
    const [request] = await requestsOn(server);
    const read = async (path: string) => {
      const found = (await server.as('ada', 'GET', `/contents/${path}?ref=${request?.head.ref}`)) as {
        content: string;
      };
      return Buffer.from(found.content, 'base64').toString('utf8');
    };
    expect(await read(`content/${name}`)).toBe(
      text.replace('updates:', 'postmortem: acme/2026-11-21-written\nupdates:'),
    );
    expect(await read('content/postmortems/acme/2026-11-21-written.mdx')).toContain(
      'incident: acme/2026-11-21-written',
    );
  });

  test('that was asked for while it lasts is promised, and made at the end', async () => {
    const world = new MirroredWorld(server);
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    await say(server, 'ada', '/severity SEV3\n/postmortem', minute(3) + 1_000);
    await world.minutes(4, 4, 'down');
    expect((await commentsOn(server)).at(-1)?.body).toContain('made when the incident is over');
    expect(await requestsOn(server)).toEqual([]);
    await world.minutes(5, 12, 'up');
    expect(await requestsOn(server)).toHaveLength(1);
    expect(await factsOn(server)).toContain('postmortem');
  });
});
