const MASK = (1n << 64n) - 1n;
const LENGTH = 12;
const bytes = new TextEncoder();

/**
 * Twelve characters (a-z, 0-9) that stand for one of our own ids for ever: what programs keep in place of a name
 * that may change. FNV-1a of 64 bits (draft-eastlake-fnv) with the finalizer of MurmurHash3, so that ids which
 * differ in one letter share nothing.
 */
export function stableId(kind: string, id: string): string {
  return hash64(`${kind}\n${id}`).toString(36).padStart(LENGTH, '0').slice(-LENGTH);
}

/** A UUID (version 8, RFC 9562) that stands for one of our own ids for ever. */
export function stableUuid(kind: string, id: string): string {
  const hex = [1, 2].map((part) => hash64(`${part}\n${kind}\n${id}`).toString(16).padStart(16, '0'));
  const all = hex.join('');
  const variant = ((Number.parseInt(all.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    all.slice(0, 8),
    all.slice(8, 12),
    `8${all.slice(13, 16)}`,
    `${variant}${all.slice(17, 20)}`,
    all.slice(20, 32),
  ].join('-');
}

function hash64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes.encode(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK;
  for (const factor of [0xff51afd7ed558ccdn, 0xc4ceb9fe1a85ec53n]) {
    hash = ((hash ^ (hash >> 33n)) * factor) & MASK;
  }
  return hash ^ (hash >> 33n);
}
