/**
 * The state of a status page inside somebody else's page, as one line of text: `<watchbook-status></watchbook-status>`.
 * No frame, no cookie, no request but the one for the status itself; the line follows the font and colour around it.
 * When it cannot be fetched or is too old, it says that the state is unknown, and never that all is well.
 */
interface Status {
  readonly state: string;
  readonly headline: string;
  readonly validUntil: string | null;
  readonly unknown: string;
}

const script = document.currentScript as HTMLScriptElement | null;
const home = new URL('.', script?.src ?? location.href);
const COLOURS: Readonly<Record<string, string>> = {
  operational: '#1d7a4b',
  degraded: '#8a5a00',
  'partial outage': '#b3261e',
  down: '#b3261e',
  maintenance: '#3557a8',
};
const SHAPES: Readonly<Record<string, string>> = {
  operational: '●',
  degraded: '▲',
  'partial outage': '■',
  down: '■',
  maintenance: '◆',
};

class WatchbookStatus extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    if (!this.shadowRoot) this.attachShadow({ mode: 'open' });
    void this.#refresh();
    this.#timer = window.setInterval(() => void this.#refresh(), 60_000);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.#timer);
  }

  async #refresh(): Promise<void> {
    try {
      const answer = await fetch(new URL('api/v1/status.json', home), { credentials: 'omit' });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const status = (await answer.json()) as Status;
      const old = status.validUntil !== null && Date.now() > Date.parse(status.validUntil);
      this.#draw(old ? 'unknown' : status.state, old ? status.unknown : status.headline);
    } catch {
      this.#draw('unknown', this.getAttribute('unknown') ?? 'Status unknown');
    }
  }

  #draw(state: string, words: string): void {
    const link = document.createElement('a');
    link.href = home.href;
    link.style.cssText =
      'color:inherit;text-decoration:none;display:inline-flex;gap:.4em;align-items:baseline';
    const shape = document.createElement('span');
    shape.setAttribute('aria-hidden', 'true');
    shape.style.color = COLOURS[state] ?? '#5d646b';
    shape.textContent = SHAPES[state] ?? '◌';
    const text = document.createElement('span');
    text.textContent = words;
    link.append(shape, text);
    this.shadowRoot?.replaceChildren(link);
    this.dataset.state = state;
  }
}

customElements.define('watchbook-status', WatchbookStatus);
