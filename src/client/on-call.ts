/**
 * Keeps tables of who is on call true after the page was built: the turns ahead lie in the page, and the reader's clock
 * says which of them it is. Past the end of the plan nothing is claimed any more.
 */
interface Plan {
  readonly zone: string;
  readonly until: number;
  readonly people: readonly (readonly [name: string, href: string | null])[];
  readonly turns: readonly (readonly [minutes: number, person: number])[];
}

const base = document.documentElement.dataset.base ?? '/';

function put(cell: HTMLElement | null, text: string, href: string | null): void {
  if (!cell || (cell.textContent ?? '').trim() === text) return;
  if (href === null) {
    cell.textContent = text;
    return;
  }
  const link = document.createElement('a');
  link.href = href.startsWith('/') ? `${base}${href.slice(1)}` : href;
  link.textContent = text;
  cell.replaceChildren(link);
}

/** A minute since 1970 on the clock of the rotation: `Mon 23 Nov 2026, 09:00 (Etc/UTC)`. */
function onClock(minute: number, zone: string): string {
  const form = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
  return `${form.format(minute * 60_000).replace(',', '')} (${zone})`;
}

/** Writes into a row who is on call at an instant (milliseconds), until when, and who comes next. */
function refresh(row: HTMLElement, now: number): void {
  const { zone, until, people, turns } = JSON.parse(row.dataset.turns ?? '') as Plan;
  let passed = 0;
  const marks = turns.map(([minutes, person]) => {
    passed += minutes;
    return { at: passed, person };
  });
  const minute = Math.floor(now / 60_000);
  const cell = (part: string) => row.querySelector<HTMLElement>(`[data-turn-${part}]`);
  if (minute >= until) {
    for (const part of ['now', 'ends', 'next']) put(cell(part), 'unknown: this page is too old', null);
    return;
  }
  const index = marks.findLastIndex(({ at }) => at <= minute);
  // What was true when the page was built stands there already, with its notes; a clock before that is wrong.
  if (index < 1) return;
  const nameOf = (person: number | undefined) =>
    person === undefined ? (['unknown', null] as const) : (people[person] ?? (['nobody', null] as const));
  const after = marks[index + 1];
  put(cell('now'), ...nameOf(marks[index]?.person));
  put(cell('ends'), after ? onClock(after.at, zone) : 'unknown', null);
  put(cell('next'), ...nameOf(marks.slice(index + 1).find(({ person }) => person >= 0)?.person));
}

function refreshAll(): void {
  for (const row of document.querySelectorAll<HTMLElement>('[data-turns]')) refresh(row, Date.now());
}

refreshAll();
setInterval(refreshAll, 30_000);

export {};
