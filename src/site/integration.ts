import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { brandCss, brandStyles } from './brand.ts';
import { readConfig } from './read-config.ts';
import { routesFor } from './routes.ts';
import { indexBuiltSite, searchMiddleware } from './search-index.ts';
import type { BuildSettings } from './settings.ts';

/** Ties the book into Astro: the routes of the audience, and the search index in `build` and in `dev`. */
export function watchbook(settings: BuildSettings): AstroIntegration {
  return {
    name: 'watchbook',
    hooks: {
      'astro:config:setup': ({ injectRoute, updateConfig }) => {
        if (settings.audience === 'public') {
          const { colours } = readConfig(settings.content).public;
          updateConfig({ vite: { plugins: [brandStyles(brandCss(colours))] } });
        }
        for (const route of routesFor(settings.audience)) injectRoute({ ...route, prerender: true });
      },
      'astro:server:setup': ({ server, logger }) => {
        if (settings.audience === 'internal') server.middlewares.use(searchMiddleware(settings, logger));
      },
      'astro:build:done': async ({ dir, logger }) => {
        if (settings.audience !== 'internal') return;
        const { pages } = await indexBuiltSite(fileURLToPath(dir));
        logger.info(`search index over ${pages} pages`);
      },
    },
  };
}
