import type { BoundProbe } from '../schemas/probe.ts';

const TOKEN = /\$\{secret\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** A secret that a probe names but that is not there; carries its name, never a value. */
export class MissingSecret extends Error {
  readonly secret: string;
  constructor(secret: string) {
    super(`secret ${secret} is not set; provide it to the run or take it out of the probe`);
    this.secret = secret;
  }
}

export interface Revealed {
  /** The probe with every token replaced by its value. */
  readonly probe: BoundProbe;
  /** Replaces every secret value of this probe in a text by its token. */
  readonly conceal: (text: string) => string;
}

/** Names of the secrets that a probe uses, each once, in order of appearance. */
export function secretNames(probe: BoundProbe): string[] {
  const names = textsOf(probe).flatMap((text) =>
    Array.from(text.matchAll(TOKEN), (match) => match[1] as string),
  );
  return [...new Set(names)];
}

/**
 * Replaces `${secret.NAME}` tokens in the address, headers, body and text to send. Only exact tokens
 * are touched; an empty value counts as missing, because that is what a secret nobody set looks like
 * in most runners. Throws {@link MissingSecret}.
 */
export function revealSecrets(probe: BoundProbe, resolve: (name: string) => string | undefined): Revealed {
  const values = new Map<string, string>();
  for (const name of secretNames(probe)) {
    const value = resolve(name);
    if (value === undefined || value === '') throw new MissingSecret(name);
    values.set(name, value);
  }
  if (values.size === 0) return { probe, conceal: (text) => text };
  const fill = (text: string) => text.replace(TOKEN, (_, name: string) => values.get(name) as string);
  return { probe: mapTexts(probe, fill), conceal: concealer(values) };
}

function concealer(values: ReadonlyMap<string, string>): (text: string) => string {
  const shapes = [...values].flatMap(([name, value]) =>
    [
      value,
      encodeURIComponent(value),
      encodeURI(value),
      JSON.stringify(value).slice(1, -1),
      btoaSafe(value),
    ].map((shape) => ({ name, shape })),
  );
  // Longest first, so that a secret that contains another one is replaced whole.
  shapes.sort((a, b) => b.shape.length - a.shape.length);
  return (text) =>
    shapes.reduce((out, { name, shape }) => out.replaceAll(shape, () => `\${secret.${name}}`), text);
}

function btoaSafe(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}

function textsOf(probe: BoundProbe): string[] {
  const texts: string[] = [];
  mapTexts(probe, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

type Fill = (text: string) => string;

interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

function mapRequest({ url, headers, body }: Request, fill: Fill) {
  return {
    url: fill(url),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    ...(body === undefined ? {} : { body: fill(body) }),
  };
}

function mapTexts(probe: BoundProbe, fill: Fill): BoundProbe {
  switch (probe.kind) {
    case 'http':
      return { ...probe, ...mapRequest(probe, fill) };
    case 'sequence':
      return { ...probe, steps: probe.steps.map((step) => ({ ...step, ...mapRequest(step, fill) })) };
    case 'prometheus': {
      const { url, headers } = mapRequest(probe, fill);
      return { ...probe, url, headers, query: fill(probe.query) };
    }
    case 'statuspage':
      return { ...probe, url: fill(probe.url) };
    case 'tcp':
      return {
        ...probe,
        ...(probe.send === undefined ? {} : { send: fill(probe.send) }),
        ...(probe.expect === undefined ? {} : { expect: fill(probe.expect) }),
      };
    case 'tls':
    case 'dns':
    case 'heartbeat':
      return probe;
    default:
      return probe satisfies never;
  }
}
