/** Runs that are kept in this browser: reading, writing, showing and handing them on. */
import type { Run } from '../runs/run.ts';

const base = document.documentElement.dataset.base ?? '/';
const { clockWords, exportOf, markdownOf, parseRun, stateOf, timelineOf }: typeof import('../runs/run.ts') =
  await import(`${base}run-state.js`);

const PREFIX = 'watchbook-run:';
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(words: string, act: () => void, key?: string): HTMLButtonElement {
  const made = make('button', { type: 'button', class: 'tool' }, words);
  if (key !== undefined) {
    made.setAttribute('aria-keyshortcuts', key);
    made.append(' ', make('kbd', { 'aria-hidden': 'true' }, key));
  }
  made.addEventListener('click', act);
  return made;
}

export const keyOf = (run: Run): string => `${PREFIX}${run.runbook}:${run.id}`;

/** False where the browser keeps nothing. */
export function keep(run: Run): boolean {
  try {
    localStorage.setItem(keyOf(run), JSON.stringify(run));
    return true;
  } catch {
    return false;
  }
}

/** Runs of a runbook, or of all of them, the newest first. */
export function keptRuns(runbook?: string): Run[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .flatMap((key) => parseRun(localStorage.getItem(key)) ?? [])
      .filter((run) => runbook === undefined || run.runbook === runbook)
      .sort((a, b) => (b.events[0]?.at ?? 0) - (a.events[0]?.at ?? 0));
  } catch {
    return [];
  }
}

const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** What can be taken from a run: for a postmortem, and for programs. */
export function results(run: Run): HTMLElement {
  const markdown = markdownOf(run);
  const shown = make('textarea', { readonly: '', rows: '6', 'aria-label': 'Timeline of the run' });
  shown.value = markdown;
  const said = make('span', { role: 'status' });
  const name = `${run.runbook.replaceAll('/', '-')}-${run.id}`;
  const copy = (words: string, text: () => string) =>
    button(words, () => {
      void navigator.clipboard?.writeText(text()).then(
        () => {
          said.textContent = ' Copied.';
        },
        () => {
          said.textContent = ' The browser does not allow copies; select the text above.';
        },
      );
    });
  return make(
    'div',
    { class: 'run-results' },
    shown,
    make(
      'p',
      { class: 'run-buttons' },
      copy('Copy Markdown', () => markdown),
      copy('Copy for the front matter', () => timelineOf(run)),
      copy('Copy JSON', () => exportOf(run, Date.now())),
      button('Save Markdown', () => download(`${name}.md`, 'text/markdown', markdown)),
      button('Save JSON', () => download(`${name}.json`, 'application/json', exportOf(run, Date.now()))),
      said,
    ),
  );
}

/** A list of runs with what can be done with each. */
export function runList(
  runs: readonly Run[],
  resume: ((run: Run) => void) | null,
  changed: () => void,
): HTMLElement {
  return make(
    'ul',
    { class: 'run-list' },
    ...runs.map((run) => {
      const { startedAt, endedAt, whole } = stateOf(run, Date.now());
      const href = `${base}runbooks/${run.runbook}/`;
      const item = make(
        'li',
        {},
        make('a', { href }, run.title),
        ` ${utc(startedAt)}, ${endedAt === null ? 'not ended' : clockWords(whole)} `,
      );
      if (resume && endedAt === null)
        item.append(
          button('Go on', () => resume(run)),
          ' ',
        );
      const shown = button('Show', () => {
        shown.replaceWith(results(run));
      });
      item.append(
        shown,
        ' ',
        button('Delete', () => {
          if (!confirm('Delete this run from this device?')) return;
          localStorage.removeItem(keyOf(run));
          changed();
        }),
      );
      return item;
    }),
  );
}
