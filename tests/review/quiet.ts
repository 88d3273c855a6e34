import type { Review } from '../../src/review/review.ts';

/** A review that has nothing to say. */
export const QUIET: Review = {
  version: 1,
  pullRequest: 7,
  findings: [],
  mended: 0,
  page: {
    observed: true,
    headline: null,
    states: [],
    added: [],
    removed: [],
    renamed: [],
    announcements: [],
  },
  runbooks: [],
};
