/**
 * A uniform number in [0, 1) that depends on nothing but its inputs: the same words and numbers always
 * give the same one. FNV-1a over the words, finished as in MurmurHash3, so that neighbours differ.
 */
export function chance(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0000`;
    for (let i = 0; i < text.length; i += 1) {
      hash ^= text.charCodeAt(i);
      hash = Math.imul(hash, 0x01000193);
    }
  }
  return finish(hash);
}

/** As {@link chance}, but from whole numbers only and much quicker: for one draw per sample. */
export function chanceOf(seed: number, a: number, b: number): number {
  let hash = Math.imul(seed ^ Math.imul(a, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0xc2b2ae35);
  return finish(hash ^ Math.imul(b, 0x27d4eb2f));
}

function finish(value: number): number {
  let hash = value;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}
