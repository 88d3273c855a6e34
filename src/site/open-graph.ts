import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Raised when the same drawing would give other bytes: another renderer, another typeface. */
const EDITION = 'resvg 2.6.2, Inter 0.4.2';
/** Pictures that nobody asked for in this long are thrown away. */
const KEPT_MS = 14 * 86_400_000;

/** Turns drawings into PNG files. */
export interface Painter {
  /** PNG of an SVG of text in Inter. The same drawing gives the same bytes, from the cache where it was painted before. */
  paint(svg: string): Promise<Uint8Array>;
}

/**
 * A painter with a cache in `folder` (it need not exist). `modules` is the folder `node_modules` that holds renderer and
 * typeface, which are loaded with the first drawing that is not in the cache. Letters that Inter lacks stay blank.
 */
export function openPainter(folder: string, modules: string): Painter {
  sweep(folder);
  let fonts: Promise<Uint8Array[]> | undefined;
  return {
    async paint(svg) {
      const file = path.join(folder, `${createHash('sha256').update(EDITION).update(svg).digest('hex')}.png`);
      if (existsSync(file)) {
        const now = new Date();
        utimesSync(file, now, now);
        return readFileSync(file);
      }
      fonts ??= loadRenderer(modules);
      const png = render(svg, await fonts);
      mkdirSync(folder, { recursive: true });
      // Whole or not at all: two builds may paint the same picture at the same time.
      writeFileSync(`${file}.${process.pid}`, png);
      renameSync(`${file}.${process.pid}`, file);
      return png;
    },
  };
}

function render(svg: string, fontBuffers: Uint8Array[]): Uint8Array {
  const drawing = new Resvg(svg, {
    font: { fontBuffers, defaultFontFamily: 'Inter', loadSystemFonts: false },
  });
  try {
    const image = drawing.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawing.free();
  }
}

let renderer: Promise<void> | undefined;

async function loadRenderer(modules: string): Promise<Uint8Array[]> {
  renderer ??= initWasm(readFileSync(path.join(modules, '@resvg', 'resvg-wasm', 'index_bg.wasm')));
  await renderer;
  return ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'].map((name) =>
    readFileSync(path.join(modules, '@expo-google-fonts', 'inter', name)),
  );
}

function sweep(folder: string): void {
  if (!existsSync(folder)) return;
  const oldest = Date.now() - KEPT_MS;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
  }
}
