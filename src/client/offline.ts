/**
 * The service worker of the handbook: it keeps the most urgent runbooks for the time without a network. The network is
 * always asked first; a copy is shown only where it does not answer, and says of when it is.
 */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listen: (event: never) => void): void;
}

const worker = self as unknown as Worker;
const scope = new URL(worker.registration.scope).pathname;
const KEPT = `watchbook-offline:${scope}`;
const COPIED = 'x-watchbook-copied';
/** Milliseconds between two times that all copies are made anew. */
const PAUSE = 10 * 60_000;
let checkedAt = 0;

/** A response as it is kept: with the time of the copy. */
async function stamped(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.set(COPIED, String(Date.now()));
  return new Response(await response.blob(), { status: response.status, headers });
}

async function copyOne(cache: Cache, path: string): Promise<string | null> {
  const response = await fetch(scope + path, { cache: 'no-cache' });
  // A page that leads elsewhere is a login, not the page that was asked for.
  if (!response.ok || response.redirected) throw new Error(`${path} could not be copied`);
  const kept = await stamped(response);
  const text = /html/.test(kept.headers.get('content-type') ?? '') ? await kept.clone().text() : null;
  await cache.put(scope + path, kept);
  return text;
}

/** Copies everything of the bundle, if it is another one than last time. Pages name the styles and scripts they need. */
async function copyAll(): Promise<void> {
  checkedAt = Date.now();
  const answer = await fetch(`${scope}offline.json`, { cache: 'no-cache' });
  if (!answer.ok) return;
  const { version, files } = (await answer.clone().json()) as { version: string; files: string[] };
  const cache = await caches.open(KEPT);
  const last = (await (await cache.match(`${scope}offline.json`))?.json()) as { version: string } | undefined;
  if (last?.version === version) return;
  const needed = new Set<string>();
  let missing = 0;
  // One page that cannot be had now must not keep the others from being copied.
  const tried = (path: string) =>
    copyOne(cache, path).catch(() => {
      missing += 1;
      return null;
    });
  for (const path of files) {
    const html = await tried(path);
    for (const match of (html ?? '').matchAll(
      /<(?:link|script)[^>]*?(?:href|src)="?([^"\s>]+\.(?:css|js))/g,
    )) {
      const found = new URL(match[1] as string, location.origin + scope).pathname;
      if (found.startsWith(scope)) needed.add(found.slice(scope.length));
    }
  }
  for (const path of needed) if (!files.includes(path)) await tried(path);
  // Pages that are no longer among the most urgent go, and what only builds before needed.
  const wanted = new Set([...files, ...needed, 'offline.json'].map((path) => scope + path));
  for (const { url } of await cache.keys()) {
    if (!wanted.has(new URL(url).pathname)) await cache.delete(url);
  }
  // Last, so that a copy that was cut off or has holes is made again.
  if (missing > 0) return;
  await cache.put(`${scope}offline.json`, await stamped(answer));
}

/** The copy of a page with a line at its top that says of when it is. */
async function told(copy: Response): Promise<Response> {
  if (!/html/.test(copy.headers.get('content-type') ?? '')) return copy;
  const at = new Date(Number(copy.headers.get(COPIED))).toISOString().slice(0, 16).replace('T', ' ');
  const line = `<p class="aside aside-caution offline-copy" role="note">The network does not answer: this page is from the copy of ${at} UTC. States on it may have changed.</p>`;
  const html = (await copy.text()).replace(/<main\b[^>]*>/, (main) => main + line);
  return new Response(html, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

interface Asked {
  readonly request: Request;
  /** Work that may go on after the answer. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** The network first. Its own troubles (a gateway that finds nobody behind it) count as no answer. */
async function answer({ request, waitUntil }: Asked): Promise<Response> {
  const path = new URL(request.url).pathname;
  const copy = async () => (await caches.open(KEPT)).match(path);
  let trouble: unknown;
  try {
    const response = await fetch(request);
    if (response.status < 502 || response.status > 504) {
      if (response.ok) waitUntil(refresh(path, response.clone()).catch(() => undefined));
      return response;
    }
    const kept = await copy();
    return kept ? told(kept) : response;
  } catch (error) {
    trouble = error;
  }
  const kept = await copy();
  if (kept) return told(kept);
  if (request.mode !== 'navigate') throw trouble;
  const list = await (await caches.open(KEPT)).match(`${scope}offline/`);
  if (!list) throw trouble;
  return told(list);
}

/** A page that was read is a newer copy of itself. */
async function refresh(path: string, response: Response): Promise<void> {
  const cache = await caches.open(KEPT);
  if (path !== `${scope}offline.json` && !response.redirected && (await cache.match(path)))
    await cache.put(path, await stamped(response));
}

worker.addEventListener('install', (event: WorkerEvent) => {
  event.waitUntil(worker.skipWaiting());
});
worker.addEventListener('activate', (event: WorkerEvent) => {
  event.waitUntil(worker.clients.claim().then(() => copyAll().catch(() => undefined)));
});
worker.addEventListener('message', (event: WorkerEvent) => {
  if (Date.now() - checkedAt > PAUSE) event.waitUntil(copyAll().catch(() => undefined));
});
worker.addEventListener('fetch', (event: FetchEvent) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(scope)) return;
  event.respondWith(answer({ request, waitUntil: (work) => event.waitUntil(work) }));
});
