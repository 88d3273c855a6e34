import { type Book, type Entry, entriesOf } from '../book/book.ts';
import { matchesGlob } from './glob.ts';

/** A runbook that a change makes doubtful, with the paths that did it. */
export interface AffectedRunbook {
  readonly runbook: Entry<'runbooks'>;
  /** Changed paths that it watches, in the order they were given. */
  readonly paths: readonly string[];
}

/**
 * Runbooks that watch one of the changed paths (from the root of the repository), in the order of the book. A runbook
 * that was changed itself is left out: whoever changed it had it before them. Drafts and what was replaced are left out.
 */
export function affectedRunbooks(book: Book, changedPaths: readonly string[]): AffectedRunbook[] {
  const changed = new Set(changedPaths);
  return entriesOf(book, 'runbooks').flatMap((runbook) => {
    if (runbook.data.state !== 'active' || changed.has(runbook.source.file)) return [];
    const paths = changedPaths.filter((path) =>
      runbook.data.watches.some((pattern) => matchesGlob(path, pattern)),
    );
    return paths.length > 0 ? [{ runbook, paths }] : [];
  });
}
