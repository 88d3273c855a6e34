// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets are named like this in a book.
import http from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { evaluate } from '../../src/probe/conditions/evaluate.ts';
import { parseCondition } from '../../src/probe/conditions/parse.ts';
import { takeSample } from '../../src/probe/take.ts';
import type { BoundProbe } from '../../src/schemas/probe.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { OUTCOMES } from '../../src/schemas/vocabulary.ts';
import { bound } from './bound.ts';
import { listen, serveRaw } from './loopback.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Numbers by a fixed rule, so that a failure can be seen again. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PIECES = [
  '\u0000',
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '0',
  '-1',
  '1e999',
  'null',
  'true',
  '{"a":{"b":[1,2]}}',
  '[[[[',
  '"\\ud800"',
  '\u202e',
  '👩‍🚒',
  '\ufeff',
  'é',
  '\u00ff',
  '${secret.X}',
  '__proto__',
  'constructor',
  'HTTP/1.1 200 OK',
  'Content-Length',
  'Transfer-Encoding',
  'chunked',
  'gzip',
  'a'.repeat(300),
];

function text(random: () => number, most: number): string {
  const length = Math.floor(random() * most);
  return Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
}

const CONDITIONS = [
  '[STATUS] == any(200, 204)',
  '[BODY].a.b[0] == 1',
  'len([BODY]) > 3',
  'has([BODY].__proto__)',
  'matches([BODY], "*a*")',
  'regex([BODY], "^a+$")',
  '[HEADER].x-fuzz == 1',
  '[BODY]["odd key"] != null',
  '[BODY].constructor.name == Object',
];

const probeOf = (id: string, url: string, random: () => number, more: object = {}): BoundProbe =>
  bound({
    kind: 'http',
    id,
    url,
    timeout: '3s',
    conditions: CONDITIONS.filter(() => random() < 0.3),
    degradedWhen: CONDITIONS.filter(() => random() < 0.1),
    ...more,
  });

/** Whatever came, there is one sample for each probe, in order, with a state and a reason that a line can hold. */
function expectSane(probes: readonly BoundProbe[], samples: readonly Sample[]): void {
  expect(samples.map(({ probe }) => probe)).toEqual(probes.map(({ fullId }) => fullId));
  for (const { outcome, reason, latencyMs } of samples) {
    expect(OUTCOMES).toContain(outcome);
    expect(reason === null).toBe(outcome === 'up');
    if (latencyMs !== null) expect(Number.isInteger(latencyMs) && latencyMs >= 0).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(reason ?? '').not.toMatch(/[\u0000-\u001f\u007f\u2028\u2029]/);
    expect((reason ?? '').length).toBeLessThanOrEqual(240);
  }
}

/** Many looks at once without the pace that spares real services. */
async function lookAt(probes: readonly BoundProbe[]): Promise<Sample[]> {
  const stopped = new AbortController();
  const shared = {
    now: Date.now,
    connectTo: new Map(),
    signal: stopped.signal,
    selfCheck: { networkWorks: async () => true },
    // A prober this busy is late by design; what is asked here is that it neither breaks nor goes silent.
    lag: { between: () => 0, stop: () => {} },
  };
  const place = { location: 'local', now: Date.now, resolveSecret: () => 'value' };
  const samples: Sample[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < probes.length; i = next++) {
      samples[i] = (await takeSample(probes[i] as BoundProbe, place, shared)).sample;
    }
  };
  await Promise.all(Array.from({ length: 48 }, worker));
  return samples;
}

test('[S18] 10,000 paths, well formed or not, are refused at a column or decided, and never throw', () => {
  const random = numbers(4);
  const facts = {
    status: 200,
    body: '{"a":{"b":[1,2]},"odd key":null,"__proto__":{"x":1}}',
    headers: new Map([['x-fuzz', '1']]),
  };
  const ends = { refused: 0, held: 0, failed: 0 };
  for (let i = 0; i < 10_000; i += 1) {
    const steps = Array.from({ length: Math.floor(random() * 4) }, () => {
      const name = random() < 0.6 ? (['a', 'b', 'odd key', '0'][i % 4] as string) : text(random, 2);
      return [`.${name}`, `["${name}"]`, `[${Math.floor(random() * 3)}]`][Math.floor(random() * 3)];
    });
    const left = `[${random() < 0.8 ? 'BODY' : text(random, 2)}]${steps.join('')}`;
    const right = random() < 0.5 ? '1' : text(random, 2);
    const parsed = parseCondition(`${left} ${['==', '!=', '<', '>='][i % 4]} ${right}`);
    if (!parsed.ok) {
      expect(parsed.column).toBeGreaterThanOrEqual(1);
      ends.refused += 1;
      continue;
    }
    const { holds, decided, text: said } = evaluate(parsed.tree, facts);
    if (holds) expect(decided).toBe(true);
    expect(typeof said).toBe('string');
    ends[holds ? 'held' : 'failed'] += 1;
  }
  // All three ways were taken, or the test would show little.
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(50);
});

describe('whatever a service answers', () => {
  test('[U15] bodies of every sort give one sample each', async () => {
    const random = numbers(1);
    const bodies = Array.from({ length: 5000 }, () =>
      Buffer.from(text(random, 12), random() < 0.5 ? 'utf8' : 'latin1'),
    );
    const port = await listen(
      http.createServer((request, response) => {
        const body = bodies[Number(request.url?.slice(1))] as Buffer;
        response.setHeader(
          'content-encoding',
          ['identity', 'gzip', 'br', 'deflate', 'odd'][body.length % 5] as string,
        );
        response.end(body);
      }),
    );
    const probes = bodies.map((_, i) => probeOf(`b${i}`, `http://127.0.0.1:${port}/${i}`, random));
    expectSane(probes, await lookAt(probes));
  });

  test('[U15] raw bytes where headers should be, thousands of headers and NULs give one sample each', async () => {
    const random = numbers(2);
    const answers = Array.from({ length: 4000 }, (_, i) => {
      switch (i % 5) {
        case 0:
          return Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
        case 1:
          return Buffer.from(
            `HTTP/1.1 200 OK\r\nx-fuzz: ${text(random, 6)}\r\ncontent-length: 2\r\n\r\n{}`,
            'latin1',
          );
        case 2: {
          const headers = Array.from(
            { length: Math.floor(random() * 400) },
            (_, n) => `x-${n}: ${n}\r\n`,
          ).join('');
          return Buffer.from(`HTTP/1.1 200 OK\r\n${headers}content-length: 2\r\n\r\n{}`);
        }
        case 3:
          return Buffer.from(
            `HTTP/1.1 ${text(random, 3)}\r\n${text(random, 8)}\r\n\r\n${text(random, 8)}`,
            'latin1',
          );
        default:
          return Buffer.from(
            `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${text(random, 8)}`,
            'latin1',
          );
      }
    });
    let next = 0;
    const port = await serveRaw((socket) => {
      socket.once('data', () => socket.end(answers[next++ % answers.length] as Buffer));
    });
    const probes = answers.map((_, i) => probeOf(`h${i}`, `http://127.0.0.1:${port}/`, random));
    expectSane(probes, await lookAt(probes));
  });

  test('[U15] requests with every sort of header and body give one sample each, sent or refused', async () => {
    const random = numbers(3);
    const port = await listen(http.createServer((_, response) => response.end('{}')));
    const probes = Array.from({ length: 1500 }, (_, i) =>
      probeOf(
        `r${i}`,
        `http://127.0.0.1:${port}/${encodeURIComponent(text(random, 3).toWellFormed())}`,
        random,
        {
          method: random() < 0.5 ? 'GET' : 'POST',
          headers: Object.fromEntries(
            Array.from({ length: Math.floor(random() * 5) }, () => [text(random, 2) || 'x', text(random, 4)]),
          ),
          ...(random() < 0.5 ? { body: text(random, 10) } : {}),
          httpVersion: random() < 0.05 ? '2' : '1.1',
        },
      ),
    );
    expectSane(probes, await lookAt(probes));
  });
});
