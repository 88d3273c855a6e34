import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** The interface that clients of other status pages know. */
export const getStaticPaths = () => pathsBetween('api/v2/', '.json');

export const GET = fileEndpoint('application/json', (file) => `api/v2/${file}.json`);
