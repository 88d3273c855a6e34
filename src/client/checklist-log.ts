/** What a device remembers of the runs of a checklist. Nothing here knows the browser, so tests can ask it. */

/** One run: when it began and ended, and when each item was ticked. Instants as text, `2026-11-21T08:00:00Z`. */
export interface Run {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly items: readonly { readonly text: string; readonly at: string | null }[];
  readonly note: string;
}

/** Runs kept on a device, newest first; more are dropped. */
export const KEPT_RUNS = 50;

/**
 * The day on which a checklist is due again after a run on a day, both in UTC (`2026-11-21`); null where the calendar does
 * not say. Months step on the calendar: after 31 January comes the last day of February.
 */
export function dueAfter(cadence: string, day: string): string | null {
  const at = new Date(`${day}T00:00:00Z`);
  switch (cadence) {
    case 'daily':
      return plusDays(at, 1);
    case 'weekly':
      return plusDays(at, 7);
    case 'monthly':
      return plusMonths(at, 1);
    case 'quarterly':
      return plusMonths(at, 3);
    case 'yearly':
      return plusMonths(at, 12);
    case 'continuous':
    case 'real-time':
    case '30 seconds':
    case 'hourly':
    case 'per deployment':
    case 'per incident':
    case 'once':
    case 'as needed':
      return null;
    default:
      throw new RangeError(`unknown cadence ${cadence}; use a word of the cadence vocabulary`);
  }
}

function plusDays(at: Date, days: number): string {
  return new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

function plusMonths(at: Date, months: number): string {
  const first = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(at.getUTCDate(), last));
  return first.toISOString().slice(0, 10);
}

/** What the device says of a due day: `due today`, `overdue by 3 days`, `due on 2026-11-24`. */
export function dueWords(due: string, today: string): string {
  const days = Math.round((Date.parse(due) - Date.parse(today)) / 86_400_000);
  if (days === 0) return 'due today';
  if (days > 0) return `due on ${due}`;
  return `overdue by ${-days} ${days === -1 ? 'day' : 'days'}`;
}

/** Runs as Markdown, newest first; what was left out is said, not hidden. */
export function logMarkdown(title: string, runs: readonly Run[]): string {
  const parts = runs.map(({ startedAt, finishedAt, items, note }) =>
    [
      `## ${startedAt} to ${finishedAt}`,
      '',
      ...items.map(
        ({ text, at }) =>
          `- [${at === null ? ' ' : 'x'}] ${plain(text)}${at === null ? ' (left out)' : ` (${at})`}`,
      ),
      ...(note === '' ? [] : ['', ...note.split('\n').map((line) => `> ${plain(line)}`)]),
      '',
    ].join('\n'),
  );
  return `# Runs of ${plain(title)}\n\n${parts.join('\n')}`;
}

/** Text that Markdown shall not read as anything else. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, '\\$&');
}
