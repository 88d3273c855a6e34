import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** Planned work on one component. */
export const getStaticPaths = () => pathsBetween('calendars/', '.ics');

export const GET = fileEndpoint('text/calendar', (file) => `calendars/${file}.ics`);
