import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Review } from '../../src/review/review.ts';
import { smallBook } from '../book/made.ts';
import { scratch } from '../record/made.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What a pull request does to files of a repository: their new text, null where one goes, or where a link leads. */
export type Change = Readonly<Record<string, string | null | { readonly linkTo: string }>>;

/** A git repository with the small book, to which a change is made in a second commit. */
export class ChangedRepository {
  readonly dir = scratch();
  readonly base: string;
  readonly head: string;

  constructor(change: Change, before: Readonly<Record<string, string>> = {}) {
    this.git('init', '-q', '-b', 'main');
    for (const [name, text] of smallBook({ ...PUBLIC_SHOP, ...before })) this.#write(`content/${name}`, text);
    this.base = this.#commit();
    for (const [name, text] of Object.entries(change)) this.#write(name, text);
    this.head = this.#commit();
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    return execFileSync('git', ['-C', this.dir, ...who, ...args], { encoding: 'utf8' }).trim();
  }

  /** What the command prints about the change. */
  review(...args: string[]): string {
    const all = [join(ROOT, 'scripts/review.ts'), '--base', this.base, '--head', this.head, ...args];
    return execFileSync(process.execPath, all, { cwd: this.dir, encoding: 'utf8', stdio: 'pipe' });
  }

  data(...args: string[]): Review {
    return JSON.parse(this.review('--json', ...args)) as Review;
  }

  #commit(): string {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', 'x');
    return this.git('rev-parse', 'HEAD');
  }

  #write(name: string, text: Change[string]): void {
    const place = join(this.dir, name);
    mkdirSync(dirname(place), { recursive: true });
    rmSync(place, { force: true });
    if (typeof text === 'string') writeFileSync(place, text);
    else if (text !== null) symlinkSync(text.linkTo, place);
  }
}

const shop = (over: { title?: string; more?: string } = {}) => `---
title: ${over.title ?? 'Shop'}
summary: Where people buy things.
domain: acme
owner: Core
audience: public
severity: SEV1
vendors: [cloud]
${over.more ?? ''}probes:
  - id: http
    kind: http
    url: https://shop.test/health
    conditions:
      - '[STATUS] == 200'
    runbook: acme/ShopDown
---
`;

export const SHOP = { of: shop, file: 'services/acme/shop.mdx' } as const;
/** The small book's shop, seen by customers. */
export const PUBLIC_SHOP: Readonly<Record<string, string>> = { [SHOP.file]: shop() };

/** An incident of the shop that people report now; `from` and `at` in milliseconds. */
export function reported(from: number, impact: string, audience = 'public'): string {
  return `---
title: Some cannot pay
domain: acme
severity: SEV2
audience: ${audience}
services: [acme/shop]
startedAt: ${new Date(from).toISOString()}
updates:
  - at: ${new Date(from + 1000).toISOString()}
    state: investigating
    text: Some payments are refused, and we look into it.
    services: { acme/shop: ${impact} }
---
`;
}
