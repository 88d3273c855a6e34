import { fileEndpoint } from '../../../site/published.ts';

/** Incidents, where readers of other status pages look for them. */
export const GET = fileEndpoint('application/atom+xml', () => 'history.atom');
