import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { keptBundle, outputFile } from './kept-bundle.ts';

interface Route {
  readonly type: string;
}
interface App {
  setInternals(internals: object): void;
  setOptions(options: object): void;
  render(request: Request, options: { routeData: Route }): Promise<Response>;
}
interface StaticPathsModule {
  readonly StaticPaths: new (app: App) => { getAll(): Promise<{ pathname: string; route: Route }[]> };
}

/**
 * Writes the site into `out` with the programs of a kept bundle: every byte as a whole build would write it. Settings are
 * those of the environment, as for a build. Throws when the bundle cannot do it; a whole build then has to.
 */
export async function reprint(root: string, folder: string, out: string): Promise<void> {
  const bundle = keptBundle(folder);
  if (!bundle) throw new Error(`no bundle is kept in ${folder}`);
  const load = (file: string) => import(pathToFileURL(file).href);
  const { app } = (await load(path.join(folder, 'server', bundle.entry))) as { app: App };
  app.setInternals({
    pagesByKeys: new Map(bundle.pages.map(([key, styles]) => [key, { styles }])),
    entrySpecifierToBundleMap: new Map(),
  });
  app.setOptions({
    settings: { scripts: [] },
    logger: { options: { destination: { write: () => true } } },
    origin: bundle.origin,
  });
  // Astro does not export it, because it hands it to its own prerenderer only.
  const { StaticPaths } = (await load(
    path.join(root, 'node_modules', 'astro', 'dist', 'runtime', 'prerender', 'static-paths.js'),
  )) as StaticPathsModule;
  const written = new Set<string>();
  const folders = new Set<string>();
  for (const { pathname, route } of await new StaticPaths(app).getAll()) {
    const file = outputFile(pathname, route.type);
    // The first route that claims a path has it, as in a whole build.
    if (written.has(file)) continue;
    written.add(file);
    const response = await app.render(new Request(addressOf(bundle.origin + bundle.base, pathname, route)), {
      routeData: route,
    });
    if (response.status >= 300 && response.status !== 404)
      throw new Error(`${pathname} was answered with ${response.status}, which only a whole build can write`);
    if (response.body === null) continue;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const target = path.join(out, file);
    const parent = path.dirname(target);
    if (!folders.has(parent)) mkdirSync(parent, { recursive: true });
    folders.add(parent);
    // Thousands of small files: asking the disk once each and waiting is faster than waiting in turns.
    writeFileSync(target, bytes);
  }
  const still = path.join(folder, 'static');
  if (existsSync(still)) cpSync(still, out, { recursive: true });
}

/** The address under which Astro renders a path when every page is a folder and ends in a slash. */
function addressOf(base: string, pathname: string, route: Route): URL {
  const bare = pathname.replace(/^\/|\/$/g, '');
  const ending = bare === '' || (route.type === 'endpoint' && /\.[^/.]+$/.test(bare)) ? '' : '/';
  return new URL(`${base}${bare}${ending}`);
}

const [, program, root, folder, out] = process.argv;
if (program && import.meta.filename === path.resolve(program) && root && folder && out) {
  await reprint(root, folder, out);
}
