import { durationWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { runbookLink, type ViewContext } from '../context.ts';
import { dueCell } from '../due.ts';
import { doubts, maybe, pairs, plain, type Section, several, table, unknown } from '../model.ts';
import { sentenceCase } from '../words.ts';

/** Recovery objectives, backups, tests and the recovery matrix of a domain. */
export function recoverySections(data: RegisterData<'recovery'>, context: ViewContext): Section[] {
  const sections: Section[] = [
    {
      id: 'recovery',
      title: 'Recovery objectives',
      part: 'recovery#rto',
      blocks: [
        pairs([
          [
            'RTO – Recovery Time Objective',
            data.rto ? plain(durationWords(data.rto)) : unknown('not defined'),
          ],
          [
            'RPO – Recovery Point Objective',
            data.rpo ? plain(durationWords(data.rpo)) : unknown('not defined'),
          ],
        ]),
        ...doubts(data.doubts),
      ],
    },
  ];
  if (data.backups.length > 0) {
    sections.push({
      id: 'backups',
      title: 'Backups',
      part: 'recovery#backups',
      blocks: [
        table(
          'What is backed up, how and for how long',
          ['What', 'How', 'How often', 'Kept', 'Scope', 'Verification'],
          data.backups.map((backup) => [
            plain(backup.what),
            plain(backup.how),
            backup.cadence ? plain(sentenceCase(backup.cadence)) : unknown('not stated'),
            backup.keep ? plain(durationWords(backup.keep)) : unknown('not stated'),
            maybe(backup.scope, 'not stated'),
            backup.verification.length > 0
              ? several(backup.verification.map((item) => plain(item)))
              : unknown('not monitored here'),
          ]),
        ),
      ],
    });
  }
  if (data.tests.length > 0) {
    sections.push({
      id: 'recovery-tests',
      title: 'Recovery tests',
      part: 'recovery#tests',
      blocks: [
        table(
          'Recovery tests',
          ['Test', 'How often', 'Last', 'Next'],
          data.tests.map((test) => [
            plain(test.what, test.note),
            plain(sentenceCase(test.cadence)),
            maybe(test.last, 'unknown'),
            test.next ? plain(test.next) : dueCell(test.cadence, test.last, context.now),
          ]),
        ),
      ],
    });
  }
  if (data.matrix.length > 0) {
    sections.push({
      id: 'recovery-matrix',
      title: 'Recovery matrix',
      part: 'recovery#matrix',
      blocks: (['automatic', 'manual'] as const).map((by) =>
        table(
          by === 'automatic' ? 'Recovered by machines' : 'Recovered by people',
          ['Failure', 'Action', 'Runbook'],
          data.matrix
            .filter((row) => row.by === by)
            .map((row) => [plain(row.failure), plain(row.action), runbookLink(context, row.runbook)]),
        ),
      ),
    });
  }
  return sections;
}
