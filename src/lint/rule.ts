import type { Body } from '../book/body.ts';
import type { Book } from '../book/book.ts';
import type { Finding, FindingLevel } from '../book/finding.ts';
import type { DataPath, Position, Source } from '../book/source.ts';
import type { ObservedOutage } from '../postmortems/windows.ts';

/** What every rule is given. `today` is a day in UTC, so that rules need no clock. */
export interface LintContext {
  readonly book: Book;
  /** The parsed text of an entry or register; parsed once and shared between rules. */
  bodyOf(source: Source): Body;
  /** The settings as they were written; null where there are none. */
  readonly settings: Source | null;
  /** Path below `content/` of every file. */
  readonly files: ReadonlySet<string>;
  /** `2026-11-21` */
  readonly today: string;
  /** Milliseconds. */
  readonly now: number;
  /** Outages that probes confirmed, by incident; empty where no record was read. */
  readonly observed: ReadonlyMap<string, readonly ObservedOutage[]>;
}

/** What a rule has to say about one place; the runner adds rule id and level. */
export interface Complaint {
  readonly file: string;
  readonly at: Position;
  readonly message: string;
  readonly suggestion?: string | null;
}

/** A rule over the book: an id people can search for, the reason it exists, and the check itself. */
export interface Rule {
  readonly id: string;
  readonly level: FindingLevel;
  /** Why the rule exists, in one sentence. */
  readonly reason: string;
  /** True where time alone makes the complaint: people owe something, and `check` fails, but pages are built all the same. */
  readonly duty?: true;
  check(context: LintContext): Iterable<Complaint>;
}

/** A complaint about the value at a path of an entry. */
export function complain(
  source: Source,
  path: DataPath,
  message: string,
  suggestion: string | null = null,
): Complaint {
  return { file: source.file, at: source.locate(path), message, suggestion };
}

/** Runs one rule and gives its complaints the form of findings. */
export function runRule(rule: Rule, context: LintContext): Finding[] {
  return [...rule.check(context)].map((complaint) => ({
    file: complaint.file,
    line: complaint.at.line,
    column: complaint.at.column,
    rule: rule.id,
    level: rule.level,
    message: complaint.message,
    suggestion: complaint.suggestion ?? null,
  }));
}
