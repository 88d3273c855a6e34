import { SECURITY_PATH } from '../../../publish/security-txt.ts';
import { fileEndpoint, pathsBetween } from '../../../site/published.ts';

/** Where weaknesses are reported; there only when the book names a contact. */
export const getStaticPaths = () => pathsBetween('.well-known/', '.txt');

export const GET = fileEndpoint('text/plain; charset=utf-8', () => SECURITY_PATH);
