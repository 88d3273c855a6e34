// @ts-check
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';

export default defineConfig({
  outDir: process.env.BENCH_OUT ?? './dist',
  integrations: [
    starlight({
      title: 'Bench',
      sidebar: [{ label: 'Runbooks', items: [{ autogenerate: { directory: 'runbooks' } }] }],
    }),
  ],
});
