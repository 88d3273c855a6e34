/** The list of runbooks that are kept for the time without a network: what is kept, and a filter over their words. */
const base = document.documentElement.dataset.base ?? '/';
const said = document.querySelector<HTMLElement>('[data-offline-state]');
const form = document.querySelector<HTMLElement>('[data-offline-filter]');
const field = form?.querySelector('input');
const count = document.querySelector<HTMLElement>('[data-offline-count]');
const items = [...document.querySelectorAll<HTMLElement>('[data-offline-list] > li')];

/** Alerts, services and error messages of each runbook, by its path; kept with the copies. */
let index: Readonly<Record<string, string>> = {};

function wordsOf(item: HTMLElement): string {
  const { pathname } = new URL(item.querySelector('a')?.href ?? '', location.href);
  return index[pathname.slice(base.length)] ?? '';
}

async function readIndex(): Promise<void> {
  const answer = await fetch(`${base}offline.json`).catch(() => null);
  if (!answer?.ok) return;
  index = ((await answer.json()) as { words: typeof index }).words;
  filter();
}

/** Shows the entries that hold every word. */
function filter(): void {
  const words = (field?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of items) {
    const text = `${item.textContent} ${wordsOf(item)}`.toLowerCase();
    const found = words.every((word) => text.includes(word));
    item.hidden = !found;
    if (found) shown += 1;
  }
  if (count) count.textContent = `${shown} of ${items.length} runbooks`;
}

/** Says how many of the pages this browser keeps, and of when they are. */
async function tell(): Promise<boolean> {
  if (!said) return true;
  if (!('caches' in window)) {
    said.textContent = 'This browser keeps no copies here; they need an address that begins with https.';
    return true;
  }
  const cache = await caches.open(`watchbook-offline:${base}`);
  const whole = await cache.match(`${base}offline.json`);
  const pages = (await cache.keys()).filter(({ url }) =>
    new URL(url).pathname.startsWith(`${base}runbooks/`),
  );
  if (!whole) {
    said.textContent = 'Copies are being made.';
    return false;
  }
  const at = new Date(Number(whole.headers.get('x-watchbook-copied'))).toISOString().slice(0, 16);
  said.textContent = `${pages.length} runbooks are kept on this device, copied ${at.replace('T', ' ')} UTC.`;
  return true;
}

if (form && field) {
  form.hidden = false;
  field.addEventListener('input', filter);
}
void readIndex();
void tell().then((done) => {
  if (done) return;
  const asking = setInterval(() => {
    void readIndex();
    void tell().then((now) => {
      if (now) clearInterval(asking);
    });
  }, 1000);
});

export {};
