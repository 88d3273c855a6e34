/** A sentence with `{name}` where a value goes; forms by plural category where it depends on `{count}`. */
export type Message =
  | string
  | { readonly other: string; readonly one?: string; readonly few?: string; readonly many?: string };

import type { en } from './languages/en.ts';

/** Name of a sentence. English holds them all; every other language must hold the same. */
export type Key = keyof typeof en;

/** All sentences of one language. */
export type Catalog = Readonly<Record<Key, Message>>;
