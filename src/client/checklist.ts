/** Run log of a checklist, and progress over several lists. All of it stays in this browser. */
import type { Run } from './checklist-log.ts';

interface Log {
  KEPT_RUNS: number;
  dueAfter(cadence: string, day: string): string | null;
  dueWords(due: string, today: string): string;
  logMarkdown(title: string, runs: readonly Run[]): string;
}
/** What is kept of a list: the run that is going on, and those that are over. */
interface Kept {
  startedAt: string | null;
  ticks: Record<string, string>;
  runs: Run[];
}

const base = document.documentElement.dataset.base ?? '/';
const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

function read(id: string): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(`watchbook-runs:${id}`) ?? 'null') as Kept | null;
    if (kept && Array.isArray(kept.runs) && typeof kept.ticks === 'object') return kept;
  } catch {
    // What cannot be read is no run.
  }
  return { startedAt: null, ticks: {}, runs: [] };
}

/** False where the browser keeps nothing; the page then says so. */
function write(id: string, kept: Kept): boolean {
  try {
    localStorage.setItem(`watchbook-runs:${id}`, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function part<T extends HTMLElement>(root: ParentNode, name: string): T | null {
  return root.querySelector<T>(`[data-run-${name}]`);
}

async function keepLog(section: HTMLElement): Promise<void> {
  const log = (await import(`${base}checklist-log.js`)) as Log;
  const id = section.dataset.runLog ?? '';
  const title = section.dataset.runTitle ?? id;
  const cadence = section.dataset.runCadence ?? '';
  const boxes = [...document.querySelectorAll<HTMLInputElement>('.checks input[data-tick]')];
  const textOf = (box: HTMLInputElement) => box.labels?.[0]?.textContent?.trim() ?? box.id;
  const note = part<HTMLTextAreaElement>(section, 'note');
  let kept = read(id);

  const draw = () => {
    const rows = kept.runs.map((run) => {
      const row = document.createElement('li');
      const done = run.items.filter(({ at }) => at !== null).length;
      row.textContent = `${run.finishedAt}: ${done} of ${run.items.length} done${run.note ? `. ${run.note}` : ''}`;
      return row;
    });
    part(section, 'list')?.replaceChildren(...rows);
    const last = kept.runs[0]?.finishedAt.slice(0, 10);
    const due = last === undefined ? null : log.dueAfter(cadence, last);
    const words = part(section, 'due');
    if (words)
      words.textContent =
        last === undefined
          ? 'No run is kept on this device.'
          : `Last run on this device: ${last}${due === null ? '' : `; ${log.dueWords(due, now().slice(0, 10))}`}.`;
    const copy = part<HTMLButtonElement>(section, 'export');
    if (copy) copy.disabled = kept.runs.length === 0;
  };
  const save = () => {
    if (write(id, kept)) return;
    const words = part(section, 'due');
    if (words) words.textContent = 'This browser keeps nothing, so this run will be lost.';
  };

  for (const box of boxes) {
    box.addEventListener('change', () => {
      const key = box.dataset.tick ?? '';
      kept = read(id);
      kept.startedAt ??= now();
      if (box.checked) kept.ticks[key] = now();
      else delete kept.ticks[key];
      save();
    });
  }
  part(section, 'finish')?.addEventListener('click', () => {
    kept = read(id);
    const finishedAt = now();
    const items = boxes.map((box) => ({
      text: textOf(box),
      // Ticked before runs were kept: done, though nobody knows when exactly.
      at: box.checked ? (kept.ticks[box.dataset.tick ?? ''] ?? finishedAt) : null,
    }));
    const run: Run = {
      startedAt: kept.startedAt ?? finishedAt,
      finishedAt,
      items,
      note: note?.value.trim() ?? '',
    };
    kept = { startedAt: null, ticks: {}, runs: [run, ...kept.runs].slice(0, log.KEPT_RUNS) };
    save();
    for (const box of boxes) {
      if (!box.checked) continue;
      box.checked = false;
      box.dispatchEvent(new Event('change'));
    }
    kept = { ...read(id), startedAt: null };
    save();
    if (note) note.value = '';
    draw();
  });
  part(section, 'export')?.addEventListener('click', () => {
    const link = document.createElement('a');
    const text = log.logMarkdown(title, kept.runs);
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
    link.download = `${id.replaceAll('/', '-')}-runs.md`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  draw();
  section.hidden = false;
}

/** Counts ticks of the lists on this page, wherever they were set. */
function countProgress(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-progress]')) {
    const boxes = [...document.querySelectorAll<HTMLInputElement>(place.dataset.progress ?? '')];
    const done = boxes.filter((box) => box.checked).length;
    place.textContent = `${done} of ${boxes.length} done on this device`;
    place.hidden = false;
  }
  for (const gate of document.querySelectorAll<HTMLElement>('[data-gate]')) {
    const boxes = [...document.querySelectorAll<HTMLInputElement>(gate.dataset.gate ?? '')];
    const open = boxes.filter((box) => !box.checked).length;
    gate.textContent =
      open === 0
        ? 'Everything before it is ticked on this device; whoever keeps the rotation decides.'
        : `Not yet: ${open} of ${boxes.length} before it are open on this device.`;
    gate.hidden = false;
  }
}

function begin(): void {
  for (const section of document.querySelectorAll<HTMLElement>('[data-run-log]')) void keepLog(section);
  if (!document.querySelector('[data-progress], [data-gate]')) return;
  countProgress();
  document.addEventListener('change', countProgress);
}

// Ticks are restored by the script of every page when the document is ready; it was there first, so this comes after it.
if (document.readyState === 'complete') begin();
else document.addEventListener('DOMContentLoaded', begin);
