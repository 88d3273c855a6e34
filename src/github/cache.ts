import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** An answer of GitHub with the tag under which it says later that nothing changed. */
export interface Tagged {
  readonly etag: string;
  readonly data: unknown;
  /** Whether another page follows. */
  readonly more: boolean;
}

interface Kept {
  readonly version: 1;
  readonly waitUntil: number;
  readonly answers: Readonly<Record<string, Tagged>>;
  /** Accounts that may not write, with the instant (milliseconds) until which that is believed. */
  readonly strangers: Readonly<Record<string, number>>;
}

/** How long an account that may not write is not asked about again. */
const STRANGER_MS = 15 * 60_000;

/**
 * Answers of former runs, and until when GitHub wants to be left alone. Nothing in it is needed: without the file, or with
 * one that cannot be read, everything is asked again.
 */
export class AnswerCache {
  /** Milliseconds; 0 where there is nothing to wait for. */
  waitUntil = 0;
  readonly #file: string | null;
  readonly #before: ReadonlyMap<string, Tagged>;
  /** What this run used: answers that nobody asks for any more are forgotten. */
  readonly #used = new Map<string, Tagged>();
  readonly #strangers: Map<string, number>;
  readonly #now: number;

  /** `now` in milliseconds; without a file nothing outlives the run. */
  constructor(file: string | null, now: number) {
    this.#file = file;
    this.#now = now;
    const kept = file === null ? null : readKept(file);
    this.waitUntil = kept?.waitUntil ?? 0;
    this.#before = new Map(Object.entries(kept?.answers ?? {}));
    const believed = Object.entries(kept?.strangers ?? {}).filter(([, until]) => until > now);
    this.#strangers = new Map(believed);
  }

  get(key: string): Tagged | undefined {
    return this.#used.get(key) ?? this.#before.get(key);
  }

  keep(key: string, answer: Tagged): void {
    this.#used.set(key, answer);
  }

  /** Whether an account was found a short time ago to be one that may not write. */
  isStranger(login: string): boolean {
    return (this.#strangers.get(login) ?? 0) > this.#now;
  }

  keepStranger(login: string): void {
    this.#strangers.set(login, this.#now + STRANGER_MS);
  }

  /** Writes what is kept, as a whole or not at all. A file that cannot be written is no fault: it is only a cache. */
  save(): void {
    if (this.#file === null) return;
    const answers = Object.fromEntries(this.#used.size > 0 ? this.#used : this.#before);
    const strangers = Object.fromEntries(this.#strangers);
    const kept: Kept = { version: 1, waitUntil: this.waitUntil, answers, strangers };
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(`${this.#file}.new`, JSON.stringify(kept));
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      // Asked again next time.
    }
  }
}

function readKept(file: string): Kept | null {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    const isOurs =
      kept.version === 1 &&
      typeof kept.waitUntil === 'number' &&
      isTagged(kept.answers) &&
      Object.values(kept.strangers).every((until) => typeof until === 'number');
    return isOurs ? kept : null;
  } catch {
    return null;
  }
}

function isTagged(answers: unknown): boolean {
  if (typeof answers !== 'object' || answers === null) return false;
  return Object.values(answers).every(
    (one: Tagged | null) => typeof one?.etag === 'string' && typeof one.more === 'boolean',
  );
}
