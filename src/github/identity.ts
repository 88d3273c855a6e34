import type { GitHub, Person } from './api.ts';

/**
 * Whether a text with a hidden mark can be ours: only programs that were let into the repository, and people who may write
 * to it, are believed. Anybody could copy a mark.
 */
export async function isTrusted(github: GitHub, author: Person | null): Promise<boolean> {
  if (author === null) return false;
  return author.isBot || (await github.mayWrite(author.login));
}
