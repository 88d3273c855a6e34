import type { Entry } from '../book/book.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Words } from '../words/words.ts';
import type { Facts } from './facts.ts';

/** An objective as customers read it. */
export interface ObjectiveRow {
  readonly title: string;
  readonly target: string;
  /** What was measured; the words for no data while there is too little of it. */
  readonly now: string;
  /** Share of the error budget that is left; below zero once it is overspent. */
  readonly left: string;
  readonly window: string;
}

/** Objectives in force, as rows; planned ones are no promise yet and are left out. */
export function objectiveRows(slos: readonly Entry<'slos'>[], facts: Facts, words: Words): ObjectiveRow[] {
  return slos.flatMap(({ id, data }) => {
    const now = facts.slos.get(id);
    if (!now || data.state === 'planned') return [];
    const { budget } = now;
    const share = budget && budget.total > 0 ? budget.left / budget.total : null;
    return {
      title: data.title,
      target: data.stated,
      now: words.percent(now.sli, 3),
      left:
        share === null
          ? words.say('noData')
          : share < 0
            ? `−${words.percent(Math.min(1, -share), 1)}`
            : words.percent(share, 1),
      window: words.span(durationMs(data.window)),
    };
  });
}
