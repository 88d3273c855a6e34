// @ts-check
import { createHash } from 'node:crypto';
import path from 'node:path';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { watchbook } from './src/site/integration.ts';
import { keepBundle } from './src/site/kept-bundle.ts';
import { readConfig } from './src/site/read-config.ts';
import { readSettings } from './src/site/settings.ts';

const settings = readSettings();
const config = readConfig(settings.content);
const elsewhere =
  settings.content === path.resolve('content')
    ? ''
    : `-${createHash('sha256').update(settings.content).digest('hex').slice(0, 8)}`;
const site = settings.siteUrl ?? config.siteUrl;

export default defineConfig({
  ...(site ? { site } : {}),
  base: settings.basePath ?? config.basePath,
  outDir: settings.outDir,
  // One cache an audience and a folder of content: it knows entries by their ids alone, and where their files were.
  cacheDir: `./node_modules/.cache/watchbook/${settings.audience}${elsewhere}`,
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: 'prism' },
  build: { format: 'directory', assets: 'assets', inlineStylesheets: 'never' },
  integrations: [
    mdx(),
    watchbook(settings),
    ...(settings.bundle ? [keepBundle(settings.bundle, settings.basePath ?? config.basePath)] : []),
  ],
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
