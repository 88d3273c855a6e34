import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** How deep something may be wrapped, such as percent-encoded JSON inside of base64. */
const DEPTH = 3;

/**
 * Every reading of some bytes that a curious customer would try: as they are, unpacked (gzip, zlib, Brotli, PNG), in
 * UTF-16, out of base64 (at every offset), hexadecimal, percent-encoding, escapes of JSON and of HTML, and readings of readings.
 */
export function readingsOf(bytes: Buffer, depth = DEPTH): string[] {
  const texts = new Set([bytes.toString('utf8'), bytes.toString('utf16le')]);
  for (const inner of unpacked(bytes)) for (const text of readingsOf(inner, depth - 1)) texts.add(text);
  if (depth > 0) {
    const text = bytes.toString('utf8');
    for (const decoded of [unescaped(text), embedded(text)]) {
      if (decoded === text || decoded === '') continue;
      for (const each of readingsOf(Buffer.from(decoded), depth - 1)) texts.add(each);
    }
  }
  return [...texts];
}

function unpacked(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const unpack of [gunzipSync, inflateSync, brotliDecompressSync]) {
    try {
      const inner = unpack(bytes);
      if (inner.length > 0) found.push(inner);
    } catch {
      // Not packed in this way.
    }
  }
  const start = bytes.indexOf('IDAT');
  if (bytes.subarray(1, 4).toString('latin1') === 'PNG' && start > 0) {
    for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
      const kind = bytes.subarray(at + 4, at + 8).toString('latin1');
      const data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
      if (kind === 'zTXt' || kind === 'iTXt')
        found.push(data, ...unpacked(data.subarray(data.indexOf(0) + 2)));
    }
  }
  return found;
}

function unescaped(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})|&#x([0-9a-f]+);/gi, (whole, a, b, c) => {
      const code = Number.parseInt(a ?? b ?? c, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/&#(\d+);/g, (whole, code) =>
      Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole,
    );
}

/** What stands in runs of base64 and of hexadecimal digits, each of its packed ones unpacked, all in one text. */
function embedded(text: string): string {
  const found: string[] = [];
  const take = (bytes: Buffer) => {
    found.push(bytes.toString('latin1'));
    if (bytes.length > 20) for (const inner of unpacked(bytes)) found.push(inner.toString('utf8'));
  };
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{8,}/g)) {
    for (let offset = 0; offset < 4; offset += 1) take(Buffer.from(run.slice(offset), 'base64'));
  }
  for (const [run] of text.matchAll(/(?:[0-9a-f]{2}){6,}/gi)) take(Buffer.from(run, 'hex'));
  return found.join('\n');
}
