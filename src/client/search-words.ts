/** Words as people type them: split, compared by their forms, and how many slips of the fingers lie between two. */
/** Lower-case words of a text; `PaymentsDown` is `payments`, `down`. */
export function wordsOf(text: string): string[] {
  const apart = /[a-z0-9][A-Z]|[A-Z]{2}/.test(text)
    ? text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    : text;
  const plain = plainly(apart);
  // Most texts need no look into the tables of Unicode, which is slow.
  const words = /^[ -~]*$/.test(plain) ? plain.split(/[^a-z0-9]+/) : plain.split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== '');
}

/** Words that several others were written together to: `StudioVault` is also looked for as `studiovault`. */
export function joinedWordsOf(text: string): string[] {
  if (!/[a-z0-9][A-Z]/.test(text)) return [];
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .map(plainly)
    .filter((word) => word !== '');
}

export function plainly(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The part of a word that its forms share; only ever compared with other stems. */
export function stem(word: string): string {
  if (word.length < 5)
    return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
  return word.replace(/(?:ies|ings?|ations?|ions?|ments?|ed|es|s|e|y)$/, '');
}

/** Which letters a word has, as bits: words that differ in many letters are that many slips apart, seen at a glance. */
export function lettersIn(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) % 31);
  return bits;
}

/** Whether letters alone say that two words are more than some slips apart: one slip exchanges two letters at most. */
export function farApart(a: number, b: number, most: number): boolean {
  let other = a ^ b;
  let count = 0;
  for (; other !== 0; other &= other - 1) count += 1;
  return count > 2 * most;
}

/**
 * How many slips (a letter wrong, missing, too many, or two swapped) lie between two words; more than `most` is only
 * known as more.
 */
export function slips(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  const far = most + 1;
  const width = b.length + 1;
  // Three rows in turn; cells farther than `most` from the diagonal cannot matter.
  const cells = new Int32Array(3 * width).fill(far);
  for (let j = 0; j <= Math.min(b.length, most); j += 1) cells[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    const row = (i % 3) * width;
    const above = ((i + 2) % 3) * width;
    const before = ((i + 1) % 3) * width;
    cells.fill(far, row, row + width);
    if (i <= most) cells[row] = i;
    let least = i <= most ? i : far;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (cells[above + j] as number) + 1,
        (cells[row + j - 1] as number) + 1,
        (cells[above + j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (cells[before + j - 2] as number) + 1);
      cells[row + j] = cost;
      least = Math.min(least, cost);
    }
    if (least > most) return far;
  }
  return Math.min(far, cells[(a.length % 3) * width + b.length] as number);
}
