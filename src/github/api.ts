/** Who wrote something on GitHub. */
export interface Person {
  readonly login: string;
  readonly isBot: boolean;
}

/** An issue, with as much of it as is used here. */
export interface Issue {
  readonly number: number;
  readonly body: string;
  readonly state: 'open' | 'closed';
  /** When it was closed, as GitHub writes it; null while it is open. */
  readonly closedAt: string | null;
  readonly labels: readonly string[];
  /** Null where the account is gone. */
  readonly author: Person | null;
  readonly url: string;
}

/** A comment on an issue. */
export interface Comment {
  readonly id: number;
  /** Number of the issue. */
  readonly issue: number;
  readonly body: string;
  readonly author: Person | null;
  /** Milliseconds. */
  readonly createdAt: number;
}

/** A file of a commit. `path` is counted from the top of the repository. */
export interface CommitFile {
  readonly path: string;
  readonly text: string;
}

/** What is asked of GitHub. Every call may throw a {@link GitHubFault}. */
export interface GitHub {
  /** Null where it was deleted or moved to another repository. */
  issue(number: number): Promise<Issue | null>;
  /** Issues with a label that changed since an instant (milliseconds), in any state, oldest first; no pull requests. */
  issues(label: string, since: number): Promise<Issue[]>;
  /** Comments of an issue, oldest first; of a flood, the newest ones since an instant (milliseconds). */
  comments(issue: number, since: number): Promise<Comment[]>;
  /** Comments of all issues that changed since an instant (milliseconds), oldest first; of a flood, the newest ones. */
  commentsOfAll(since: number): Promise<Comment[]>;
  /** Opens an issue; `since` (milliseconds) is an instant before which nobody can have opened the same. */
  createIssue(issue: NewIssue): Promise<Issue>;
  comment(issue: number, body: string, since: number): Promise<void>;
  changeIssue(number: number, change: IssueChange): Promise<void>;
  /** Whether an account may write to the repository, by GitHub's own word. Asked once a run for each. */
  mayWrite(login: string): Promise<boolean>;
  isPublic(): Promise<boolean>;
  /** Address of the newest pull request from a branch, in any state; null without one. */
  pullRequest(branch: string): Promise<string | null>;
  /** Text of a file on a branch; null where it is not there. */
  file(path: string, branch: string): Promise<string | null>;
  hasBranch(branch: string): Promise<boolean>;
  /** Makes a branch that is one commit ahead of another. The branch is there with all files or not at all. */
  createBranch(branch: string, base: string, message: string, files: readonly CommitFile[]): Promise<void>;
  createPullRequest(request: { title: string; body: string; head: string; base: string }): Promise<string>;
}

export interface NewIssue {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly since: number;
}

/** What is changed on an issue. */
export interface IssueChange {
  readonly state?: 'open' | 'closed';
  readonly reason?: 'completed' | 'duplicate' | 'reopened';
  readonly labels?: readonly string[];
}

/** A call to GitHub that failed, in words without secrets. */
export class GitHubFault extends Error {
  /** Status of the answer; null where none came. */
  readonly status: number | null;
  /** True where nothing more is asked in this run: GitHub wants to be left alone, or does not answer at all. */
  readonly stops: boolean;

  constructor(message: string, status: number | null, stops: boolean) {
    super(message);
    this.status = status;
    this.stops = stops;
  }

  /** True where the call may have been carried out although it failed. */
  get isOpen(): boolean {
    return this.status === null || this.status >= 500;
  }
}
