import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** The documents of our own interface and their schemas. */
export const getStaticPaths = () => pathsBetween('api/v1/', '.json');

export const GET = fileEndpoint('application/json', (file) => `api/v1/${file}.json`);
