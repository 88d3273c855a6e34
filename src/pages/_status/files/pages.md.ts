import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** The Markdown twin of every page but the first. */
export const getStaticPaths = () => pathsBetween('', '/index.md');

export const GET = fileEndpoint('text/markdown; charset=utf-8', (file) => `${file}/index.md`);
