import { fileEndpoint } from '../../../site/published.ts';

/** The same as RSS. */
export const GET = fileEndpoint('application/rss+xml', () => 'history.rss');
