import type { Entry } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import { type BudgetPoint, budgetPoints } from '../slo/history.ts';
import { judgeSlo } from '../slo/now.ts';
import type { Facts } from './facts.ts';
import { linePath } from './line-path.ts';
import { shareWords } from './slo-words.ts';

const LEFT = 52;
const WIDTH = 664;
const TOP = 12;
const HEIGHT = 140;

/** The budget over time as paths in a box of 720 by 180. */
export interface BudgetDrawing {
  readonly path: string;
  /** The line of even spending; empty where the window rolls. */
  readonly even: string;
  readonly grid: readonly { readonly y: number; readonly label: string }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** What the drawing shows, for those who cannot see it. */
  readonly label: string;
  readonly points: readonly BudgetPoint[];
}

/** Share of the budget that was left, point by point over the window; null where nothing can be said of any point. */
export function drawBudget(slo: Entry<'slos'>, facts: Facts, count = 60): BudgetDrawing | null {
  const ledger = facts.ledgers.get(slo.id);
  if (!ledger) return null;
  const points = budgetPoints(
    slo.data,
    facts.now,
    (at) => (at <= ledger.span.from ? null : (judgeSlo(slo.data, ledger, at).budget?.leftShare ?? null)),
    count,
  );
  const shares = points.flatMap(({ leftShare }) => leftShare ?? []);
  if (shares.length === 0) return null;
  const lowest = Math.min(0, ...shares);
  // Far below zero only the sign matters, and the part above it must stay readable.
  const bottom = lowest === 0 ? 0 : Math.max(-3, Math.floor(lowest * 4) / 4);
  const x = (index: number) => round(LEFT + (WIDTH * index) / (points.length - 1));
  const y = (share: number) => round(TOP + (HEIGHT * (1 - Math.max(share, bottom))) / (1 - bottom));
  const last = shares.at(-1) ?? null;
  return {
    path: linePath(
      points.map(({ leftShare }) => leftShare),
      x,
      y,
    ),
    even: points.every(({ even }) => even === null)
      ? ''
      : linePath(
          points.map(({ even }) => even),
          x,
          y,
        ),
    grid: [1, 0, ...(bottom < 0 ? [bottom] : [])].map((share) => ({
      y: y(share),
      label: shareWords(share, 0),
    })),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((part) => {
      const index = Math.round(part * (points.length - 1));
      return {
        x: x(index),
        label: formatUtc(points[index]?.at ?? facts.now).replace(/^\w+ (\d+ \w+) .*$/, '$1'),
      };
    }),
    label: `Error budget left from ${formatUtc(points[0]?.at ?? facts.now)} to ${formatUtc(facts.now)}: at most ${shareWords(Math.max(...shares))}, at least ${shareWords(Math.min(...shares))}, at the end ${shareWords(last)}`,
    points,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
