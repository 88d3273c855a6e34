import type { Reply } from './answer.ts';

/** A secret that a channel names and that nobody has set; carries its name, never a value. */
export class MissingSecret extends Error {
  readonly secret: string;
  constructor(secret: string) {
    super(`the secret ${secret} is not set (WATCHBOOK_SECRET_${secret})`);
    this.secret = secret;
  }
}

/** A secret that is set to something which cannot be right; says which, and not what. */
export class WrongSecret extends Error {
  constructor(secret: string, needs: string) {
    super(`the secret ${secret} is not ${needs} (WATCHBOOK_SECRET_${secret})`);
  }
}

/** Shorter pieces are left alone: they would stand in words that have nothing to do with them. */
const SHORTEST = 4;

/** The secrets that one delivery used, so that none of them leaves with its result. */
export class Secrets {
  readonly #resolve: (name: string) => string | undefined;
  readonly #hidden = new Set<string>();

  constructor(resolve: (name: string) => string | undefined) {
    this.#resolve = resolve;
  }

  /** The value of a secret, without the line end that pasting leaves. Throws {@link MissingSecret}. */
  value(name: string): string {
    const value = this.#resolve(name)?.trim();
    if (value === undefined || value === '') throw new MissingSecret(name);
    this.hide(value);
    return value;
  }

  /** What stands in the book, or the value of the secret that it names; neither leaves with a result. */
  written(value: string | { readonly secret: string }): string {
    if (typeof value !== 'string') return this.value(value.secret);
    this.hide(value);
    return value;
  }

  /** The web address that a secret holds; its parts are secrets as well. Throws {@link WrongSecret}. */
  address(name: string): URL {
    const url = URL.parse(this.value(name));
    if (url === null || !/^https?:$/.test(url.protocol)) throw new WrongSecret(name, 'a web address');
    this.#hideParts(url);
    return url;
  }

  /** Keeps a text, in the forms in which it travels, out of every result. */
  hide(text: string): void {
    const forms = [text, encodeURIComponent(text), encodeURI(text), JSON.stringify(text).slice(1, -1)];
    for (const form of [...forms, Buffer.from(text).toString('base64'), Buffer.from(text).toString('hex')])
      if (form.length >= SHORTEST) this.#hidden.add(form.toLowerCase());
  }

  /** A text without anything that was hidden. */
  conceal(text: string): string {
    // Longest first, so that a secret that holds another one goes as a whole.
    const forms = [...this.#hidden].sort((a, b) => b.length - a.length);
    return forms.reduce((out, form) => replaceAnyCase(out, form), text);
  }

  /** An answer that repeats nothing that was hidden. */
  concealReply(reply: Reply): Reply {
    const { body, retryAfter } = reply;
    return {
      ...reply,
      body: this.conceal(body),
      retryAfter: retryAfter === null ? null : this.conceal(retryAfter),
    };
  }

  #hideParts(url: URL): void {
    for (const part of [url.host, url.hostname, url.pathname, url.search, url.username, url.password])
      if (part !== '' && part !== '/') this.hide(decoded(part));
    // Words such as hooks, services or v1 say nothing about whose address it is.
    for (const part of [...url.pathname.split('/'), ...url.searchParams.values()])
      if (part.length >= 8) this.hide(decoded(part));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function replaceAnyCase(text: string, form: string): string {
  const lower = text.toLowerCase();
  // A letter whose small form has another length would move everything after it: then each form is looked for by itself.
  if (lower.length !== text.length)
    return text.replace(new RegExp(form.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'giu'), '[hidden]');
  let out = '';
  let from = 0;
  for (let at = lower.indexOf(form); at !== -1; at = lower.indexOf(form, from)) {
    out += `${text.slice(from, at)}[hidden]`;
    from = at + form.length;
  }
  return out + text.slice(from);
}
