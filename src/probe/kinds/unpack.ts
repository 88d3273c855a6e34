import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Answer } from './exchange.ts';
import { BODY_LIMIT } from './exchange.ts';

/** What became of the body of an answer. */
export interface Unpacked {
  readonly text?: string;
  /** Why the body cannot be used by conditions; the answer itself is fine. */
  readonly problem?: string;
  /** Why no client could use the answer. */
  readonly broken?: string;
}

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const brotli = promisify(zlib.brotliDecompress);

/** Text of an answer, decompressed within the limit on bodies. Never throws. */
export async function unpack({ raw, headers, tooLarge }: Answer): Promise<Unpacked> {
  if (tooLarge) return { problem: 'larger than 1 MiB' };
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (raw.length === 0 || encoding === 'identity' || encoding === '') return { text: raw.toString('utf8') };
  const unpackers: Record<string, typeof gunzip> = {
    gzip: gunzip,
    'x-gzip': gunzip,
    deflate: inflate,
    br: brotli,
  };
  const unpacker = unpackers[encoding];
  if (!unpacker) return { problem: `content-encoding ${encoding} is not understood` };
  try {
    return { text: (await unpacker(raw, { maxOutputLength: BODY_LIMIT })).toString('utf8') };
  } catch (error) {
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return tooBig
      ? { problem: 'unpacks to more than 1 MiB' }
      : { broken: `response is not valid ${encoding}` };
  }
}
