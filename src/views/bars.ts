import type { DayCell, DayLevel } from '../status/days.ts';
import { DAY_LEVELS } from '../status/days.ts';
import type { Words } from '../words/words.ts';

const HEIGHT = 34;

/**
 * One path for each level, so that ninety days cost a few hundred bytes. Cells are three wide with a gap of two. A bad
 * cell is a coloured foot, as high as the level says, on a column that is good only where something was seen to be good.
 */
export function barPaths(
  days: readonly DayCell[],
  heights: Readonly<Record<DayLevel, number>>,
): { level: DayLevel; d: string }[] {
  const paths = new Map<DayLevel, string>();
  const add = (level: DayLevel, piece: string) => paths.set(level, (paths.get(level) ?? '') + piece);
  for (const [index, { level, upMs, degradedMs }] of days.entries()) {
    const x = index * 5;
    const height = Math.round(HEIGHT * heights[level]);
    if (height < HEIGHT) add(upMs + degradedMs > 0 ? 'good' : 'none', `M${x} 0h3v${HEIGHT - height}h-3z`);
    add(
      level,
      level === 'none' ? `M${x}.5 .5h2v${HEIGHT - 1}h-2z` : `M${x} ${HEIGHT - height}h3v${height}h-3z`,
    );
  }
  return DAY_LEVELS.flatMap((level) => {
    const d = paths.get(level);
    return d ? [{ level, d }] : [];
  });
}

/** The bars in words: `90 days: 84 with no confirmed outage, 2 with no data`. */
export function barsLabel(days: readonly DayCell[], words: Words): string {
  const counts = DAY_LEVELS.map(
    (level) => [level, days.filter((day) => day.level === level).length] as const,
  ).filter(([, count]) => count > 0);
  const parts = counts.map(([level, count]) =>
    words.say('daysWith', { count, level: words.say(`level.${level}`) }),
  );
  return `${words.say('days', { count: days.length })}: ${parts.join(', ')}`;
}
