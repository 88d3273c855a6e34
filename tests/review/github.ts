import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export const SHA = 'c'.repeat(40);
export const BOT = { login: 'github-actions[bot]' };

export interface Comment {
  id: number;
  body: string;
  user: { login: string };
}

/** As much of GitHub as a comment needs, with its state. */
export async function github(
  comments: Comment[],
  head: { sha?: string; repo?: string; state?: string; files?: readonly string[] } = {},
) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const { body } = (text === '' ? {} : JSON.parse(text)) as { body?: string };
    const url = new URL(request.url ?? '', 'http://x');
    asked.push(`${request.method} ${url.pathname}`);
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    if (request.headers.authorization !== 'Bearer a-token') return answer(401, {});
    if (url.pathname === '/repos/someone/book/pulls/7')
      return answer(200, {
        state: head.state ?? 'open',
        head: { sha: head.sha ?? SHA, repo: { full_name: head.repo ?? 'stranger/book' } },
      });
    if (url.pathname === '/repos/someone/book/pulls/7/files') {
      const page = Number(url.searchParams.get('page'));
      const files = (head.files ?? ['content/watchbook.yaml']).map((filename) => ({ filename }));
      return answer(200, files.slice((page - 1) * 100, page * 100));
    }
    if (url.pathname === '/repos/someone/book/issues/7/comments' && request.method === 'GET') {
      const page = Number(url.searchParams.get('page'));
      return answer(200, comments.slice((page - 1) * 100, page * 100));
    }
    if (url.pathname === '/repos/someone/book/issues/7/comments' && request.method === 'POST') {
      comments.push({ id: comments.length + 1, body: body ?? '', user: BOT });
      return answer(201, {});
    }
    const [, id] = /\/issues\/comments\/(\d+)$/.exec(url.pathname) ?? [];
    const found = comments.find((one) => one.id === Number(id));
    if (!found || request.method !== 'PATCH') return answer(404, {});
    found.body = body ?? '';
    return answer(200, {});
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
