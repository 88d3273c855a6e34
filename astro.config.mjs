// @ts-check
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { watchbook } from './src/site/integration.ts';
import { readConfig } from './src/site/read-config.ts';
import { readSettings } from './src/site/settings.ts';

const settings = readSettings();
const config = readConfig(settings.content);
const site = settings.siteUrl ?? config.siteUrl;

export default defineConfig({
  ...(site ? { site } : {}),
  base: settings.basePath ?? config.basePath,
  outDir: settings.outDir,
  // One cache a set of settings: two audiences built at the same time must not share one.
  cacheDir: `./node_modules/.cache/watchbook/${settings.audience}`,
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: 'prism' },
  build: { format: 'directory', assets: 'assets', inlineStylesheets: 'never' },
  integrations: [mdx(), watchbook(settings)],
  vite: {
    build: {
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Astro marks every text with a directive that the bundler does not know; a frame for each of a thousand helps nobody.
        onLog: (level, log, handle) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
        },
      },
    },
  },
});
