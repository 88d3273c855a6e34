import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** Badges as shields.io endpoints. */
export const getStaticPaths = () => pathsBetween('badges/', '.json');

export const GET = fileEndpoint('application/json', (file) => `badges/${file}.json`);
