import { entriesOf } from '../../book/book.ts';
import { durationMs, durationWords } from '../../schemas/duration.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

const DAY_MS = 86_400_000;

export const maintenanceRules: Rule = {
  id: 'maintenance-rules',
  level: 'error',
  reason:
    'A domain that promises notice and a longest window breaks its word with a window that keeps neither.',
  *check({ book }): Generator<Complaint> {
    for (const policy of entriesOf(book, 'policies')) {
      const limits = policy.data.windows;
      if (!limits) continue;
      for (const entry of entriesOf(book, 'maintenance')) {
        const { data, source } = entry;
        if (entry.domain !== policy.domain || data.emergency) continue;
        const says = `${policy.source.file} (an emergency must say emergency: true)`;
        if (durationMs(data.duration) > durationMs(limits.longest)) {
          yield complain(
            source,
            ['duration'],
            `a window of ${durationWords(data.duration)} is longer than the ${durationWords(limits.longest)} of ${says}`,
            limits.longest,
          );
        }
        if (durationMs(data.announceLead) < durationMs(limits.notice)) {
          yield complain(
            source,
            ['announceLead'],
            `${durationWords(data.announceLead)} of notice is less than the ${durationWords(limits.notice)} of ${says}`,
            limits.notice,
          );
        }
        if (data.announcedOn) {
          const notice = Date.parse(data.start.slice(0, 10)) - Date.parse(data.announcedOn);
          if (notice < durationMs(limits.notice)) {
            yield complain(
              source,
              ['announcedOn'],
              `announced ${Math.floor(notice / DAY_MS)} days ahead, which is less than the ${durationWords(limits.notice)} of ${says}`,
            );
          }
        }
      }
    }
  },
};
