import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** The same feeds as JSON Feed. */
export const getStaticPaths = () => pathsBetween('feeds/', '.json');

export const GET = fileEndpoint('application/feed+json', (file) => `feeds/${file}.json`);
