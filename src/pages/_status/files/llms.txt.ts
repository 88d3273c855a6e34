import { fileEndpoint } from '../../../site/published.ts';

/** What the site is and where everything stands as text or data. */
export const GET = fileEndpoint('text/plain; charset=utf-8', () => 'llms.txt');
