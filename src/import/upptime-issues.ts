import { type FoundUpdate, type Impact, instantOf, type TextFile } from './found.ts';
import type { Gathering } from './gather.ts';
import { listOf, mapOf, readLined, textOf } from './yaml.ts';

/** Reads issues that Upptime opened for outages, with their comments. Others, and planned work, are listed. */
export function readIssues(into: Gathering, source: TextFile): void {
  const lined = readLined(source);
  if (lined.fault) into.notCarried.push(lined.fault);
  for (const [index, item] of listOf(lined.data).entries()) {
    const issue = mapOf(item);
    const line = lined.line(index);
    const number = textOf(issue['number']) ?? String(index + 1);
    const leave = (why: string) => into.leave(source.file, line, `issue #${number}`, why);
    const labels = listOf(issue['labels']).flatMap(
      (label) => textOf(label) ?? textOf(mapOf(label)['name']) ?? [],
    );
    if (labels.includes('maintenance')) {
      leave('planned work is written down in content/maintenance/');
      continue;
    }
    if (!labels.includes('status')) {
      leave('it has no label status, so Upptime did not count it as an outage');
      continue;
    }
    const services = [...new Set(labels.flatMap((label) => into.known(label) ?? []))];
    const startedAt = instantOf(issue['createdAt'] ?? issue['created_at']);
    const closedAt = instantOf(issue['closedAt'] ?? issue['closed_at']);
    if (services.length === 0 || startedAt === null) {
      leave(
        services.length === 0
          ? 'none of its labels is a site of the configuration'
          : 'it says not when it was opened',
      );
      continue;
    }
    const title = textOf(issue['title']) ?? '';
    const word = /degraded/i.test(title) ? 'degraded' : /\bdown\b/i.test(title) ? 'down' : 'status';
    const impact: Impact = word === 'degraded' ? 'degraded' : 'major outage';
    if (word === 'status')
      leave('its title says neither down nor degraded; a major outage is assumed, look at it');
    into.incidents.push({
      key: `upptime-${number}`,
      title: plainText(title).replace(/^[^\p{L}\p{N}]+/u, ''),
      word,
      services,
      startedAt,
      resolvedAt: closedAt,
      updates: [
        {
          at: startedAt,
          state: 'investigating',
          text: plainText(textOf(issue['body']) ?? ''),
          impacts: Object.fromEntries(services.map((slug) => [slug, impact])),
        },
        ...listOf(issue['comments']).flatMap((comment) => commentOf(mapOf(comment), closedAt, leave)),
      ],
      at: { file: source.file, line },
    });
  }
}

/** Anybody can comment on an issue of a public repository; these are the ones who speak for it. */
const SPEAKERS: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
const MACHINES: ReadonlySet<string> = new Set([
  'github-actions',
  'github-actions[bot]',
  'app/github-actions',
]);

function commentOf(
  comment: Readonly<Record<string, unknown>>,
  closedAt: number | null,
  leave: (why: string) => void,
): FoundUpdate[] {
  const author = mapOf(comment['author'] ?? comment['user']);
  const association = textOf(comment['authorAssociation'] ?? comment['author_association']) ?? '';
  if (!SPEAKERS.has(association) && !MACHINES.has(textOf(author['login']) ?? '')) {
    leave(
      'a comment by somebody who does not speak for the repository, or whose standing is not in the file',
    );
    return [];
  }
  const at = instantOf(comment['createdAt'] ?? comment['created_at']);
  if (at === null) return [];
  const text = plainText(textOf(comment['body']) ?? '');
  const over = closedAt !== null && (at >= closedAt || /^resolved\b/i.test(text));
  return [{ at, state: over ? 'resolved' : 'investigating', text, impacts: {} }];
}

/** Markdown of an issue as plain text: words of links stay, signs of emphasis go. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|`|__/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
}
