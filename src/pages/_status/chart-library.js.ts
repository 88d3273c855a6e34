import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRoute } from 'astro';
import { readSettings } from '../../site/settings.ts';

/** Chart.js as a module under a stable address. Only component pages ask for it, and only once their chart is seen. */
export const GET: APIRoute = () => {
  const file = path.join(readSettings().root, 'node_modules', 'chart.js', 'dist', 'chart.umd.min.js');
  const code = readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return new Response(`${code}\nexport const Chart = globalThis.Chart;\n`, {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8' },
  });
};
