/**
 * Runs of a runbook. Every change is kept in this browser at once, so that neither a reload nor a lost network takes
 * anything away. Without this script the page is read like any other.
 */
import type { EscalationLevel, Run, RunStep, StepOutcome } from '../runs/run.ts';

const base = document.documentElement.dataset.base ?? '/';
const {
  addEvent,
  clockWords,
  escalationOf,
  goTo,
  parseRun,
  startRun,
  stateOf,
}: typeof import('../runs/run.ts') = await import(`${base}run-state.js`);
const { button, keep, keptRuns, keyOf, make, results, runList }: typeof import('./run-kept.ts') =
  await import(`${base}run-kept.js`);

const OUTCOME_WORDS: Readonly<Record<StepOutcome, string>> = {
  done: 'Done',
  skipped: 'Skipped',
  failed: 'Failed',
};

interface PageStep extends RunStep {
  readonly element: HTMLElement;
}

/** Steps of the page; a text without any has the items of its numbered lists. */
function stepsOnPage(): PageStep[] {
  const marked = [...document.querySelectorAll<HTMLElement>('.prose .step')];
  const items = marked.length > 0 ? marked : [...document.querySelectorAll<HTMLElement>('.prose > ol > li')];
  return items.map((element, index) => {
    if (element.id === '') element.id = `step-${index + 1}`;
    const words = (element.querySelector('p') ?? element).textContent?.trim().replace(/\s+/g, ' ') ?? '';
    const first = /^.*?[.:?!](?=\s|$)/.exec(words)?.[0].replace(/[.:]$/, '') ?? words;
    return { id: element.id, title: element.dataset.step ?? first.slice(0, 80), element };
  });
}

/** Everything of a run on the page of its runbook. */
function offerRuns(place: HTMLElement, steps: readonly PageStep[]): void {
  const runbook = place.dataset.run ?? '';
  const active = `watchbook-active:${runbook}`;
  const levels: EscalationLevel[] = [...place.querySelectorAll<HTMLElement>('[data-after]')].map((item) => ({
    after: Number(item.dataset.after),
    name: item.dataset.name ?? '',
  }));
  const panel = make('section', { class: 'run-panel', 'aria-label': 'This run', hidden: '' });
  const offer = place.querySelector<HTMLElement>('.run-offer') ?? make('div', { class: 'run-offer' });
  offer.hidden = false;
  const live = make('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  place.append(offer);
  document.querySelector('main')?.append(panel, live);
  let run: Run | null = null;
  let told = 0;
  const clock = make('p', { class: 'run-clock', role: 'timer', 'aria-live': 'off' });
  const call = make('p', { class: 'run-call' });
  const note = make('input', { id: 'run-note', type: 'text', autocomplete: 'off', maxlength: '500' });
  const keys = make(
    'p',
    { class: 'run-keys', hidden: '' },
    'Keys: n next, b back, d done, s skip, f fail, ? this help. They rest while you type.',
  );

  const change = (next: Run) => {
    if (!run || next === run) return;
    const before = stateOf(run, Date.now());
    run = next;
    const safe = keep(run);
    const after = stateOf(run, Date.now());
    draw();
    if (!safe) live.textContent = 'This browser keeps nothing: copy the run before you close the page.';
    else if (after.current !== before.current || after.endedAt !== before.endedAt) arrive();
  };
  const act = (kind: Parameters<typeof addEvent>[1], text = '') => {
    if (run) change(addEvent(run, kind, Date.now(), text));
  };
  const move = (by: number) => {
    if (run) change(goTo(run, stateOf(run, Date.now()).current + by, Date.now()));
  };
  const begin = (chosen: Run) => {
    run = chosen;
    told = 0;
    keep(run);
    try {
      sessionStorage.setItem(active, run.id);
    } catch {
      // After a reload the run then waits in the list.
    }
    draw();
    arrive();
  };
  const close = () => {
    run = null;
    try {
      sessionStorage.removeItem(active);
    } catch {
      // Nothing was kept.
    }
    draw();
  };

  /** Leads eye, focus and ear to where the run stands. */
  const arrive = () => {
    if (!run) return;
    const { current, endedAt } = stateOf(run, Date.now());
    if (endedAt !== null) {
      live.textContent = 'The run has ended. Its timeline can be copied.';
      panel.querySelector<HTMLElement>('textarea')?.focus();
      return;
    }
    const step = run.steps[current];
    live.textContent = `Step ${current + 1} of ${run.steps.length}: ${step?.title}`;
    const element = document.getElementById(step?.id ?? '');
    if (!element) return;
    const head = element.querySelector<HTMLElement>('h3') ?? element;
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
  };

  const tick = () => {
    for (const item of place.querySelectorAll<HTMLElement>('[data-until]')) {
      if (Date.now() <= Number(item.dataset.until)) continue;
      delete item.dataset.until;
      const who = item.querySelector('[data-who]');
      if (who) who.textContent = 'has handed off since this page was built; see On-call';
    }
    if (!run) return;
    const { current, spent, whole, endedAt } = stateOf(run, Date.now());
    if (endedAt !== null) return;
    clock.textContent = `${clockWords(spent[current] ?? 0)} in this step, ${clockWords(whole)} in the run`;
    const { due, next } = escalationOf(run, levels, Date.now());
    const first = levels[0];
    const parts: (Node | string)[] = [first ? `On call: ${first.name}. ` : ''];
    for (const { name } of due)
      parts.push(make('strong', {}, `Time to bring in ${name}. `), bring(name), ' ');
    if (next) parts.push(`Next: ${next.name} in ${clockWords(next.in)}. `, bring(next.name));
    // Buttons are left alone while the seconds run, so that none is lost under the finger.
    const shape = `${due.map(({ name }) => name).join()}|${next?.name}`;
    if (call.dataset.shape !== shape) {
      call.dataset.shape = shape;
      call.replaceChildren(...parts);
    } else if (next) {
      const words = [...call.childNodes].find((node) => node.textContent?.startsWith('Next: '));
      if (words) words.textContent = `Next: ${next.name} in ${clockWords(next.in)}. `;
    }
    if (due.length > told) live.textContent = `Time to bring in ${due.map(({ name }) => name).join(', ')}.`;
    told = due.length;
  };
  const bring = (name: string) => button('Brought in', () => act('escalated', name));

  const draw = () => {
    const { current, outcomes, endedAt } = run
      ? stateOf(run, Date.now())
      : { current: -1, outcomes: [], endedAt: null };
    for (const [index, { id, element }] of steps.entries()) {
      const at = run?.steps.findIndex((step) => step.id === id) ?? -1;
      const outcome = at < 0 ? null : (outcomes[at] ?? null);
      element.classList.toggle('step-current', endedAt === null && at === current && at >= 0);
      if (endedAt === null && at === current && at >= 0) element.setAttribute('aria-current', 'step');
      else element.removeAttribute('aria-current');
      element.querySelector(':scope > .step-outcome')?.remove();
      if (outcome) element.prepend(make('p', { class: 'step-outcome' }, OUTCOME_WORDS[outcome]));
      element.dataset.number = String(index + 1);
    }
    panel.hidden = run === null;
    delete call.dataset.shape;
    const others = keptRuns(runbook).filter(({ id }) => id !== run?.id);
    offer.replaceChildren();
    if (!run)
      offer.append(
        button('Start a run', () => {
          const at = Date.now();
          const id = `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z-${crypto.randomUUID().slice(0, 4)}`;
          const title = place.dataset.title ?? runbook;
          begin(startRun({ id, runbook, title, steps: steps.map(({ id, title }) => ({ id, title })) }, at));
        }),
        ' It is kept in this browser only.',
      );
    if (others.length > 0) {
      offer.append(
        make(
          'details',
          {},
          make('summary', {}, `Runs of this runbook on this device: ${others.length}`),
          runList(others, run ? null : begin, draw),
        ),
      );
    }
    if (!run) return;
    if (endedAt !== null) {
      panel.replaceChildren(
        make('p', { class: 'run-where' }, `Run ended after ${clockWords(stateOf(run, 0).whole)}`),
        results(run),
        make('p', {}, button('Close', close)),
      );
      return;
    }
    const form = make(
      'form',
      { class: 'run-note' },
      make('label', { for: 'run-note' }, 'Note'),
      note,
      make('button', { type: 'submit', class: 'tool' }, 'Add'),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (note.value.trim() === '') return;
      act('note', note.value);
      note.value = '';
      note.focus();
    });
    panel.replaceChildren(
      make(
        'p',
        { class: 'run-where' },
        `Step ${current + 1} of ${run.steps.length}: ${run.steps[current]?.title}`,
      ),
      clock,
      call,
      make(
        'p',
        { class: 'run-buttons' },
        button('Done', () => act('done'), 'd'),
        button('Skip', () => act('skipped'), 's'),
        button('Failed', () => act('failed'), 'f'),
        button('Back', () => move(-1), 'b'),
        button('Next', () => move(1), 'n'),
        button('Keys', () => keys.toggleAttribute('hidden'), '?'),
        button('End the run', () => act('ended')),
      ),
      form,
      keys,
    );
    tick();
  };

  const ACTIONS: Readonly<Record<string, () => void>> = {
    n: () => move(1),
    b: () => move(-1),
    d: () => act('done'),
    s: () => act('skipped'),
    f: () => act('failed'),
    '?': () => keys.toggleAttribute('hidden'),
  };
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
    if (!run || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector('dialog[open]')) return;
    const action = ACTIONS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  document.addEventListener('click', (event) => {
    const choice = (event.target as Element).closest<HTMLAnchorElement>('a[data-choice]');
    if (!run || !choice) return;
    act('chosen', choice.dataset.choice ?? '');
    const step = run.steps.findIndex(
      ({ id }) => choice.hash === `#${id}` && choice.pathname === location.pathname,
    );
    if (step >= 0) change(goTo(run, step, Date.now()));
  });
  // Another tab may take the same run on; what was kept last holds.
  addEventListener('storage', (event) => {
    if (!run || event.key !== keyOf(run)) return;
    run = parseRun(event.newValue);
    draw();
  });
  let id: string | null = null;
  try {
    id = sessionStorage.getItem(active);
  } catch {
    // A run that was begun here then waits in the list.
  }
  run = keptRuns(runbook).find((found) => found.id === id) ?? null;
  draw();
  tick();
  setInterval(tick, 1000);
}

const place = document.querySelector<HTMLElement>('[data-run]');
const steps = stepsOnPage();
if (place && steps.length > 0) offerRuns(place, steps);
const all = document.querySelector<HTMLElement>('[data-runs]');
if (all) {
  const draw = () => {
    const runs = keptRuns();
    all.replaceChildren(
      runs.length > 0
        ? runList(runs, null, draw)
        : make('p', { class: 'empty' }, 'No run is kept here. Start one on the page of a runbook.'),
    );
  };
  draw();
}
