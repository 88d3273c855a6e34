import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runbookBody } from './generate.ts';

const AREAS = 'booking payment upload delivery message ledger catalog search session invoice'.split(' ');
const PARTS = 'Engine Gateway Pipeline Portal Worker Cache Index Queue Ledger Router'.split(' ');
const FAULTS = 'Down Slow Failing Backlog Exhausted Expired Stuck Anomaly'.split(' ');
const NOUNS = 'timeout quota lease shard replica tenant token certificate handshake retry'.split(' ');

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
const capital = (word: string) => word.replace(/^./, (letter) => letter.toUpperCase());

/** The alert of the numbered runbook, such as `BookingEngineDown17`. */
export function alertOf(at: number): string {
  return `${capital(pick(AREAS, at))}${pick(PARTS, Math.floor(at / 10))}${pick(FAULTS, Math.floor(at / 100))}${at}`;
}

/** An error message that only the numbered runbook lists. */
export function errorOf(at: number): string {
  return `${pick(NOUNS, at)} ${at} refused by ${pick(AREAS, Math.floor(at / 7))}: code E${10_000 + at}`;
}

/** Writes a book of `count` entries of every sort that grows with a team: of ten, six runbooks, two guides, a policy, a service. */
export async function writeMixedBook(folder: string, count: number): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const put = async (name: string, text: string) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await put('watchbook.yaml', 'name: Bench\n');
  await put(
    'domains/bench/index.mdx',
    '---\ntitle: Bench\nsummary: A domain that exists to be measured.\nowner: bench/team\nsource: { title: Generated }\n---\n',
  );
  await put(
    'teams/bench/team.yaml',
    'title: Team\nkind: team\ndomain: bench\nsummary: Owns everything here.\n',
  );
  await put(
    'domains/bench/severities.yaml',
    'levels:\n  - { id: SEV1, urgency: 1, description: Everything is down }\n',
  );
  const own = 'domain: bench\nowner: bench/team\n';
  await Promise.all(
    Array.from({ length: count }, (_, at) => {
      const named = `${capital(pick(AREAS, at))} ${pick(PARTS, Math.floor(at / 10)).toLowerCase()}`;
      switch (at % 10) {
        case 6:
        case 7:
          return put(
            `guides/bench/guide-${at}.mdx`,
            `---\ntitle: ${named} guide ${at}\nsummary: How ${named.toLowerCase()} number ${at} works.\n${own}---\n\n${runbookBody(at)}\n`,
          );
        case 8:
          return put(
            `policies/bench/policy-${at}.yaml`,
            `title: ${named} policy ${at}\nsummary: What holds for ${named.toLowerCase()} number ${at}.\n${own}kind: change\nrules: [{ rule: Two people look at every change }]\n`,
          );
        case 9:
          return put(
            `services/bench/service-${at}.mdx`,
            `---\ntitle: ${named} ${at}\nsummary: The ${named.toLowerCase()} number ${at}.\n${own}aliases: [${pick(NOUNS, at)}-${at}]\n---\n`,
          );
        default:
          return put(
            `runbooks/bench/${alertOf(at)}.mdx`,
            `---\ntitle: ${named} ${pick(FAULTS, Math.floor(at / 100)).toLowerCase()} ${at}\nsummary: What to do when ${named.toLowerCase()} number ${at} is in trouble.\nkind: alert\n${own}alerts: [${alertOf(at)}]\nseverity: SEV1\nerrors: ['${errorOf(at)}']\nkeywords: [${pick(NOUNS, at)}, ${pick(NOUNS, Math.floor(at / 3))}]\n---\n\n${runbookBody(at)}\n`,
          );
      }
    }),
  );
}
