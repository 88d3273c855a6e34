import { type Entry, find } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import { entryLink, type ViewContext } from './context.ts';
import { type Block, link, plain, table, unknown } from './model.ts';

/** Which commit a file stood at, at an instant in milliseconds, as the edge read it from git. */
export interface RevisionLog {
  at(file: string, instant: number): { readonly commit: string; readonly at: number } | null;
  /** Why nothing can be said of any file; null where it can. */
  readonly unknown: string | null;
}

/**
 * Runbooks of an incident, each with the revision that people had before them when it began: a link to the file as it was in
 * the commit of that time. Without a repository address the commit is named and not linked.
 */
export function revisionBlocks(
  { data }: Entry<'incidents'>,
  opened: readonly string[],
  context: ViewContext,
  log: RevisionLog,
): Block[] {
  const ids = [...new Set([...data.runbooks, ...opened])];
  if (ids.length === 0) return [];
  const { repository } = context.book.config;
  return [
    table(
      'Runbooks as they stood when the incident began',
      ['Runbook', 'Revision', 'Committed'],
      ids.map((id) => {
        const file = find(context.book, 'runbooks', id)?.source.file;
        const live = file === undefined ? null : log.at(file, Date.parse(data.startedAt));
        if (live === null)
          return [
            entryLink(context, 'runbooks', id),
            unknown(log.unknown ?? 'was not there yet under this name'),
            unknown('–'),
          ];
        const short = live.commit.slice(0, 10);
        return [
          entryLink(context, 'runbooks', id),
          repository
            ? link(short, `${repository.replace(/\/$/, '')}/blob/${live.commit}/${file}`)
            : plain(short, 'no repository is set'),
          plain(formatUtc(live.at)),
        ];
      }),
    ),
  ];
}
