import { fileEndpoint } from '../../../site/published.ts';

/** All planned work as a calendar. */
export const GET = fileEndpoint('text/calendar', () => 'maintenance.ics');
