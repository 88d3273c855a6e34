import { fileEndpoint } from '../../../site/published.ts';

/** The Markdown twin of the front page. */
export const GET = fileEndpoint('text/markdown; charset=utf-8', () => 'index.md');
