// Begins a record anew, for history.test.ts to kill at some moment: folder.ts DIR REMOTE NOW
import { openRecord } from '../../src/record/store.ts';

const [dir = '', remote = '', now = ''] = process.argv.slice(2);
const store = await openRecord({ dir, remote });
process.stdout.write('open\n');
await store.compact({ now: Number(now), history: 'archive' });
