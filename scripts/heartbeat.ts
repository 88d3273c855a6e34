import { parseArgs } from 'node:util';
import { loadBook } from '../src/book/load.ts';
import { appendBeat, readBeats } from '../src/probe/beats.ts';
import { openRecord } from '../src/record/store.ts';
import { Slug } from '../src/schemas/vocabulary.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run heartbeat -- beat ID [options]
npm run heartbeat -- list [options]

beat reports that something is alive: the last step of a backup, of a nightly job. ID is the full id of a
heartbeat probe of the book, such as shop/backups/nightly. list shows the newest beat of each.

  --content DIR        folder of the book (default: content)
  --location NAME      where the beat comes from (default: local)
  --record DIR         work tree of the record (default: .record)
  --push               bring the beat to the remote at once
  --json               list as JSON
  --help               this text

Exit codes: 0 fine, 2 wrong usage, 3 environment (content, git, disk).`;

const { values, positionals } = usage(HELP, () => {
  const parsed = parseArgs({
    allowPositionals: true,
    options: {
      content: { type: 'string', default: 'content' },
      location: { type: 'string', default: 'local' },
      record: { type: 'string', default: '.record' },
      push: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [verb, id, ...more] = parsed.positionals;
  if (!parsed.values.help) {
    if (verb !== 'beat' && verb !== 'list') throw new Error(`say beat ID or list, not ${verb ?? 'nothing'}`);
    if (more.length > 0 || (verb === 'beat') !== (id !== undefined))
      throw new Error('write beat ID, or list alone');
    if (!Slug.safeParse(parsed.values.location).success) {
      throw new Error(
        `--location ${parsed.values.location}: use lower-case words joined by hyphens, such as eu-west`,
      );
    }
  }
  return parsed;
});

function end(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}

try {
  const { book } = await loadBook(process.cwd(), values.content);
  const probes = book.probes.filter((probe) => probe.kind === 'heartbeat').map((probe) => probe.fullId);
  const [verb, id = ''] = positionals;
  if (verb === 'list') list(probes);
  else {
    if (!probes.includes(id)) {
      const known = probes.length === 0 ? 'it has none' : `it has ${probes.join(', ')}`;
      end(EXIT.usage, `${id} is no heartbeat probe of the book in ${values.content}; ${known}`);
    }
    await beat(id);
  }
} catch (error) {
  end(EXIT.environment, (error as Error).message);
}

function list(probes: readonly string[]): void {
  const beats = readBeats(values.record);
  const rows = probes.map((probe) => {
    const at = beats.get(probe);
    return { probe, newest: at === undefined ? null : new Date(at).toISOString() };
  });
  if (values.json) console.log(JSON.stringify(rows));
  else for (const { probe, newest } of rows) console.log(`${probe}  ${newest ?? 'never'}`);
}

async function beat(id: string): Promise<void> {
  const store = await openRecord({ dir: values.record, repo: process.cwd() });
  const now = Date.now();
  appendBeat(store.dir, id, values.location, now);
  await store.commit(now, `beat of ${id}`);
  if (values.push) await store.push();
  console.log(`${id} is alive at ${new Date(now).toISOString()}`);
}
