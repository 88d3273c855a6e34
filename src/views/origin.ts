/** Where the data of a table is written, and when people last changed it there. */
export interface Origin {
  /** File or folder below the root of the repository. */
  readonly file: string;
  /** Address at which it can be edited; null where the book names no repository. */
  readonly edit: string | null;
  /** Last change by a person, milliseconds; null where none is known. */
  readonly change: { readonly at: number; readonly author: string } | null;
  /** Why no change is known; null where one is, or the files were never committed by a person. */
  readonly unknown: string | null;
}

/** What git knows of a file, as the edge read it. */
export interface ChangeLog {
  of(file: string): { readonly at: number; readonly author: string } | null;
  readonly unknown: string | null;
}

/**
 * The origin of data that stands in one file, or of a list that was gathered from several: the newest change of any of them.
 * `shown` is the place that a reader is sent to.
 */
export function originOf(
  files: readonly string[],
  shown: string,
  log: ChangeLog,
  config: { readonly repository?: string | undefined; readonly branch: string },
): Origin {
  const changes = files.flatMap((file) => log.of(file) ?? []);
  const newest = changes.sort((a, b) => b.at - a.at)[0];
  const kind = shown.endsWith('/') ? 'tree' : 'edit';
  const path = shown.replace(/\/$/, '');
  return {
    file: shown,
    edit: config.repository
      ? `${config.repository.replace(/\/$/, '')}/${kind}/${config.branch}/${path}`
      : null,
    change: newest ? { at: newest.at, author: newest.author } : null,
    unknown: newest ? null : log.unknown,
  };
}
