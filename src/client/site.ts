/**
 * The script of every page. It is small, blocks for a moment so that no page flashes in the wrong
 * colours, and asks nobody for anything. Without it every fact is still on the page.
 */
const root = document.documentElement;
const base = root.dataset.base ?? '/';

/** Reading from storage may throw when a browser forbids it. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

const theme = stored('watchbook-theme');
if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

function toggleTheme(): void {
  const dark = root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('watchbook-theme', root.dataset.theme);
  } catch {
    // The choice then holds for this page only.
  }
}

/** Claims about the present are withdrawn when the measurement they rest on is too old. */
function withdrawStaleClaims(): void {
  const now = Date.now();
  for (const element of document.querySelectorAll<HTMLElement>('[data-claim]')) {
    const until = Number(element.dataset.claim);
    if (!Number.isFinite(until) || now <= until || element.classList.contains('state-unknown')) continue;
    element.className = element.className.replace(
      /\b(state|banner)-(?:operational|degraded|partial-outage|down|maintenance)\b/g,
      '$1-unknown',
    );
    const words = element.querySelector('[data-claim-words]');
    if (words) words.textContent = (root.dataset.unknownSince ?? '{when}').replace('{when}', utc(until));
    element.querySelector('svg')?.replaceChildren(unknownShape());
    // Since when it was so is no part of what is known now.
    const holder = element.closest('.component, .outage-strip, .verify');
    for (const part of holder?.querySelectorAll<HTMLElement>('[data-with-claim]') ?? []) part.hidden = true;
  }
}

/** How long ago something was, counted from now and not from when the page was built. */
function refreshAges(): void {
  const form = new Intl.RelativeTimeFormat(root.lang === 'en' ? 'en-GB' : root.lang, {
    style: 'short',
    numeric: 'auto',
  });
  for (const element of document.querySelectorAll<HTMLElement>('[data-age]')) {
    const seconds = Math.max(0, (Date.now() - Date.parse(element.dataset.age ?? '')) / 1000);
    const [value, unit] =
      seconds < 60
        ? ([0, 'second'] as const)
        : seconds < 3600
          ? ([seconds / 60, 'minute'] as const)
          : seconds < 86_400
            ? ([seconds / 3600, 'hour'] as const)
            : ([seconds / 86_400, 'day'] as const);
    element.textContent = ` (${form.format(-Math.floor(value), unit)})`;
  }
}

function utc(at: number): string {
  const form = new Intl.DateTimeFormat(root.lang === 'en' ? 'en-GB' : root.lang, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  return `${form.format(at)} UTC`;
}

/** Beside a time in UTC the reader's own, where the clocks differ. Written once: pages are built again, not changed. */
function addLocalTimes(): void {
  const form = new Intl.DateTimeFormat(root.lang === 'en' ? 'en-GB' : root.lang, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-local]')) {
    const at = new Date(element.dateTime);
    if (at.getTimezoneOffset() === 0) continue;
    const local = document.createElement('span');
    local.className = 'local-time';
    local.textContent = form.format(at);
    local.title = root.dataset.yourTime ?? '';
    element.after(' ', local);
  }
}

function unknownShape(): SVGElement {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('fill', 'none');
  path.setAttribute('stroke', 'currentColor');
  path.setAttribute('stroke-width', '1.6');
  path.setAttribute('stroke-dasharray', '2.5 1.7');
  path.setAttribute(
    'd',
    'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2ZM6 6.2A2 2 0 1 1 8 8.3v1.2m0 1.3v1.4',
  );
  return path;
}

/** Ticks of checklists stay on this device; nothing pretends that they are shared. */
function keepTicks(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>('input[data-tick]')) {
    const key = `watchbook-tick:${box.dataset.tick}`;
    box.checked = stored(key) === '1';
    box.addEventListener('change', () => {
      try {
        if (box.checked) localStorage.setItem(key, '1');
        else localStorage.removeItem(key);
      } catch {
        // Not kept then; the page says that ticks live in this browser.
      }
    });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-clear-ticks]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      for (const box of document.querySelectorAll<HTMLInputElement>('input[data-tick]')) {
        if (!box.checked) continue;
        box.checked = false;
        box.dispatchEvent(new Event('change'));
      }
    });
  }
}

/** Every block of code gets a button that copies it, without prompts or frames. */
function offerCopies(): void {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll<HTMLPreElement>('.prose pre')) {
    const frame = document.createElement('div');
    frame.className = 'with-copy';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'tool copy';
    button.textContent = 'Copy';
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(block.textContent ?? '').then(() => {
        button.textContent = 'Copied';
        setTimeout(() => {
          button.textContent = 'Copy';
        }, 2000);
      });
    });
    block.replaceWith(frame);
    frame.append(block, button);
  }
}

/** A table or a block of code is a stop for the Tab key only while it has something to scroll to. */
function skipWhatFits(): void {
  for (const wrap of document.querySelectorAll<HTMLElement>('.table-wrap, .prose pre')) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    else wrap.removeAttribute('tabindex');
  }
}

/** The handbook keeps its most urgent runbooks for the time without a network; asked for after the page has loaded. */
function keepCopies(): void {
  addEventListener('load', () => {
    void navigator.serviceWorker?.register(`${base}offline.js`).then(
      (registration) => registration?.active?.postMessage('look'),
      () => undefined,
    );
  });
}

async function openPalette(): Promise<void> {
  const search = (await import(`${base}search.js`)) as { openPalette: (base: string) => void };
  search.openPalette(base);
}

document.addEventListener('DOMContentLoaded', () => {
  const toggle = document.querySelector<HTMLButtonElement>('[data-theme-toggle]');
  toggle?.classList.remove('hidden');
  toggle?.addEventListener('click', toggleTheme);
  withdrawStaleClaims();
  refreshAges();
  setInterval(() => {
    withdrawStaleClaims();
    refreshAges();
  }, 15_000);
  addLocalTimes();
  keepTicks();
  offerCopies();
  skipWhatFits();
  addEventListener('resize', skipWhatFits);
  const link = document.querySelector<HTMLAnchorElement>('[data-search]');
  if (!link) return;
  keepCopies();
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void openPalette();
  });
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
    const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k')) return;
    event.preventDefault();
    void openPalette();
  });
});
