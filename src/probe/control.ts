import net from 'node:net';
import type { Address } from './look.ts';

/** How long a control target may take to accept a connection, in milliseconds. */
const CONTROL_TIMEOUT_MS = 3000;
/** How long the answer of a check stands. */
const CHECK_STANDS_MS = 2000;

/** Whether the prober's own network works. */
export interface SelfCheck {
  /** Resolves with whether any control target can be reached at about this time; true without targets. */
  networkWorks(): Promise<boolean>;
}

/**
 * A check of the prober's own network by connecting to targets that have nothing to do with the services. It is
 * made only when asked, that is when a look failed, and its answer serves looks that fail at the same time.
 */
export function createSelfCheck(targets: readonly Address[], signal: AbortSignal): SelfCheck {
  let latest: { readonly at: number; readonly works: Promise<boolean> } | undefined;
  return {
    networkWorks: () => {
      if (targets.length === 0) return Promise.resolve(true);
      const at = performance.now();
      if (!latest || at - latest.at > CHECK_STANDS_MS) latest = { at, works: anyAnswers(targets, signal) };
      return latest.works;
    },
  };
}

async function anyAnswers(targets: readonly Address[], signal: AbortSignal): Promise<boolean> {
  const answers = targets.map(async (target) => {
    if (!(await accepts(target, signal))) throw new Error('no answer');
  });
  return await Promise.any(answers).then(
    () => true,
    () => false,
  );
}

function accepts({ host, port }: Address, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (answered: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(answered);
    };
    const stop = () => end(false);
    const timer = setTimeout(stop, CONTROL_TIMEOUT_MS);
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', stop);
    socket.once('connect', () => end(true));
  });
}

/** Reads `host:port`, `[::1]:443` or an address such as `https://www.example.org/`. Throws `RangeError` on anything else. */
export function parseTarget(text: string): Address {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url) {
    const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
  }
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65_535) {
    throw new RangeError(
      `${text} is no control target; write host:port or an address, such as one.one.one.one:443`,
    );
  }
  return { host: (match[1] ?? match[2]) as string, port };
}
