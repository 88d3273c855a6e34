import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** Badges as pictures. */
export const getStaticPaths = () => pathsBetween('badges/', '.svg');

export const GET = fileEndpoint('image/svg+xml', (file) => `badges/${file}.svg`);
