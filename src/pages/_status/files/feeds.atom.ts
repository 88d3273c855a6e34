import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** Feeds for readers. */
export const getStaticPaths = () => pathsBetween('feeds/', '.atom');

export const GET = fileEndpoint('application/atom+xml', (file) => `feeds/${file}.atom`);
