import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import type { APIRoute } from 'astro';
import { readSettings } from '../site/settings.ts';

/** The scripts of the pages under stable addresses, so that a page can load one without knowing a hash. */
export function getStaticPaths() {
  const scripts =
    readSettings().audience === 'internal'
      ? ['site', 'search', 'search-page', 'chart']
      : ['site', 'chart', 'embed'];
  return scripts.map((script) => ({ params: { script } }));
}

export const GET: APIRoute = ({ params }) => {
  const source = readFileSync(path.resolve('src/client', `${params.script}.ts`), 'utf8');
  return new Response(compact(stripTypeScriptTypes(source)), {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8' },
  });
};

/** Types leave blanks behind and comments are for us: neither needs to travel. */
function compact(code: string): string {
  return code
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/^[ \t]*\/\/.*$/gm, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/\n{2,}/g, '\n');
}
