import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Review } from '../../src/review/review.ts';
import { MARKER, reviewText } from '../../src/review/text.ts';
import { scratch } from '../record/made.ts';
import { BOT, type Comment, github, SHA } from './github.ts';
import { QUIET } from './quiet.ts';

const LOUD: Review = { ...QUIET, mended: 2 };

async function comment(url: string, review: unknown): Promise<{ code: number; said: string }> {
  const file = join(scratch(), 'review.json');
  writeFileSync(file, typeof review === 'string' ? review : JSON.stringify(review));
  const env = {
    PATH: process.env['PATH'],
    GH_TOKEN: 'a-token',
    REPOSITORY: 'someone/book',
    API_URL: url,
    HEAD_SHA: SHA,
    HEAD_REPOSITORY: 'stranger/book',
    RUN_URL: 'https://github.test/someone/book/actions/runs/5',
  };
  try {
    const done = await promisify(execFile)(process.execPath, ['scripts/comment.ts', '--review', file], {
      env,
    });
    return { code: 0, said: done.stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, said: stderr };
  }
}

describe('the comment of a pull request', () => {
  it('is written once and kept up to date', async () => {
    const comments: Comment[] = [];
    const { url } = await github(comments);
    expect(await comment(url, LOUD)).toMatchObject({ code: 0 });
    expect(await comment(url, LOUD)).toMatchObject({ said: expect.stringContaining('is up to date') });
    expect(await comment(url, QUIET)).toMatchObject({ code: 0 });
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toBe(
      reviewText(QUIET, 'https://github.test/someone/book/actions/runs/5#artifacts', [`Of commit ${SHA}.`]),
    );
  });

  it('says first that it proves nothing where the change alters the workflows, on whatever page they stand', async () => {
    const many = Array.from({ length: 130 }, (_, i) => `content/guides/acme/g${i}.mdx`);
    for (const [files, warns] of [
      [[...many, '.github/workflows/review.yml'], true],
      [many, false],
    ] as const) {
      const comments: Comment[] = [];
      const { url } = await github(comments, { files });
      expect(await comment(url, LOUD)).toMatchObject({ code: 0 });
      expect(comments[0]?.body.includes('it proves nothing')).toBe(warns);
    }
  });

  it('is not written where there is nothing to say', async () => {
    const comments: Comment[] = [];
    const { url } = await github(comments);
    expect(await comment(url, QUIET)).toMatchObject({ code: 0 });
    expect(comments).toEqual([]);
  });

  it('is found behind a hundred others, and is never that of somebody else', async () => {
    const others = Array.from({ length: 130 }, (_, n) => ({
      id: n + 1,
      body: n === 3 ? `${MARKER}\nmine!` : 'hello',
      user: n === 120 ? BOT : { login: 'stranger' },
    }));
    (others[120] as Comment).body = `${MARKER}\nold`;
    const { url, asked } = await github(others);
    expect(await comment(url, LOUD)).toMatchObject({ code: 0 });
    expect(asked.at(-1)).toBe('PATCH /repos/someone/book/issues/comments/121');
    expect(others[3]?.body).toBe(`${MARKER}\nmine!`);
  });

  it.each([
    ['of another repository', { repo: 'else/where' }, 1],
    ['that has moved on', { sha: 'd'.repeat(40) }, 0],
    ['that is closed', { state: 'closed' }, 0],
  ])('is not written into a pull request %s', async (_, head, code) => {
    const comments: Comment[] = [];
    const { url, asked } = await github(comments, head);
    expect(await comment(url, LOUD)).toMatchObject({ code });
    expect(asked).toEqual(['GET /repos/someone/book/pulls/7']);
  });

  it.each([
    ['is no review', { body: '@everyone' }],
    ['names no pull request', { ...LOUD, pullRequest: null }],
    ['is no JSON', '<html>'],
  ])('is not written from a file that %s; GitHub is not even asked', async (_, review) => {
    const { url, asked } = await github([]);
    expect(await comment(url, review)).toMatchObject({ code: 1 });
    expect(asked).toEqual([]);
  });
});
