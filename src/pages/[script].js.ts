import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import type { APIRoute } from 'astro';
import { readSettings } from '../site/settings.ts';

const EVERYWHERE = ['site', 'chart'] as const;
const HANDBOOK = [
  'search',
  'search-rank',
  'search-words',
  'search-recent',
  'checklist',
  'checklist-log',
  'on-call',
  'search-page',
  'tables',
  'run',
  'run-kept',
  'run-state',
  'placeholders',
  'offline',
  'offline-page',
] as const;

/** The scripts of the pages under stable addresses, so that a page can load one without knowing a hash. */
export function getStaticPaths() {
  const scripts =
    readSettings().audience === 'internal' ? [...EVERYWHERE, ...HANDBOOK] : [...EVERYWHERE, 'embed'];
  return scripts.map((script) => ({ params: { script } }));
}

export const GET: APIRoute = ({ params }) => {
  // The state of a run is a room of its own, so that it can be tested without a browser.
  const file = params.script === 'run-state' ? 'src/runs/run.ts' : `src/client/${params.script}.ts`;
  const source = readFileSync(path.resolve(file), 'utf8');
  return new Response(compact(addressed(stripTypeScriptTypes(source))), {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8' },
  });
};

/** Scripts import each other as files here, and under their addresses in a browser. */
function addressed(code: string): string {
  return code.replace(/ from '\.\/([a-z-]+)\.ts'/g, " from './$1.js'");
}

/** Types leave blanks behind and comments are for us: neither needs to travel. */
function compact(code: string): string {
  return code
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/^[ \t]*\/\/.*$/gm, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/\n{2,}/g, '\n');
}
