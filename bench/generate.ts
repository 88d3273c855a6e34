import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const WORDS =
  'service queue worker request response database index cache tenant region deploy rollback restart token lease shard replica backlog timeout latency error budget probe sample alert page owner step check verify drain scale traffic route health retry'.split(
    ' ',
  );

/** A runbook body of a fixed shape: six sections, prose, steps and two commands; about 450 words. */
export function runbookBody(seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
  const sentence = () => {
    const words = Array.from({ length: 12 }, () => WORDS[Math.floor(next() * WORDS.length)]);
    return `${words.join(' ').replace(/^./, (letter) => letter.toUpperCase())}.`;
  };
  const paragraph = () => Array.from({ length: 4 }, sentence).join(' ');
  const steps = () => Array.from({ length: 5 }, (_, index) => `${index + 1}. ${sentence()}`).join('\n');
  return ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'Escalation', 'Verification']
    .map((title, index) => {
      const command =
        index === 2 || index === 3
          ? `\n\`\`\`sh\ncurl -fsS https://service-${seed}.example/health\n\`\`\`\n`
          : '';
      return `## ${title}\n\n${paragraph()}\n\n${index === 3 ? `${steps()}\n` : ''}${command}`;
    })
    .join('\n');
}

/** Writes a book of `count` runbooks for this site into `folder`. */
export async function writeBook(folder: string, count: number): Promise<void> {
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
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      put(`runbooks/bench/runbook-${index}.mdx`, runbookEntry(index)),
    ),
  );
}

function runbookEntry(index: number): string {
  return `---\ntitle: Runbook ${index}\nsummary: What to do when generated trouble number ${index} appears.\nkind: procedure\ndomain: bench\nowner: bench/team\nseverity: SEV1\n---\n\n${runbookBody(index)}\n`;
}

/** Writes the same texts as Starlight pages into `folder`. */
export async function writeStarlight(folder: string, count: number): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'runbooks'), { recursive: true });
  await writeFile(path.join(folder, 'index.mdx'), '---\ntitle: Bench\n---\n\nHome.\n');
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      writeFile(
        path.join(folder, 'runbooks', `runbook-${index}.mdx`),
        `---\ntitle: Runbook ${index}\ndescription: What to do when generated trouble number ${index} appears.\n---\n\n${runbookBody(index)}\n`,
      ),
    ),
  );
}
