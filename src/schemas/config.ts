import { z } from 'zod';
import { Duration } from './duration.ts';
import { Link } from './link.ts';
import { Slug, TimeZone, WebUrl } from './vocabulary.ts';

/** Settings of the whole book: `content/watchbook.yaml`. */
export const Config = z.strictObject({
  name: z.string().min(2).max(60).describe('Name of the book, shown in the header and in titles.'),
  tagline: z.string().max(160).optional().describe('One sentence under the name.'),
  siteUrl: WebUrl.optional().describe(
    'Address at which the public site will be served, without the base path.',
  ),
  basePath: z
    .string()
    .regex(/^\/(?:[A-Za-z0-9._~-]+\/)*$/, 'begin and end with a slash: / or /status/')
    .default('/')
    .describe('Path under which the site is served; project pages live under /repository/.'),
  repository: WebUrl.optional().describe('Address of the repository, for edit links and commits.'),
  branch: z.string().default('main').describe('Branch that the edit links point at.'),
  language: z.string().default('en').describe('Language of the pages, as an HTML lang value.'),
  timeZone: TimeZone.default('Etc/UTC').describe('Zone shown beside UTC and used for business days.'),
  public: z
    .strictObject({
      title: z
        .string()
        .min(2)
        .max(80)
        .optional()
        .describe('Title of the public status page; the name of the book when absent.'),
      introduction: z.string().max(300).optional().describe('Sentence at the top of the public status page.'),
      links: z.array(Link).default([]).describe('Links in the footer of the public site.'),
    })
    .prefault({})
    .describe('Settings of the public site.'),
  record: z
    .strictObject({
      branch: z.string().default('record').describe('Branch that holds what probes measured.'),
      locations: z.array(Slug).default(['local']).describe('Places from which probes look.'),
      staleAfterIntervals: z
        .int()
        .min(1)
        .max(20)
        .default(3)
        .describe('Intervals without a sample after which a state is called unknown.'),
      historyDays: z.int().min(7).max(365).default(90).describe('Days shown by the bars of the status page.'),
      accounting: z
        .enum(['observed', 'statuspage', 'incident-io'])
        .default('observed')
        .describe('How uptime is counted.'),
    })
    .prefault({})
    .describe('How the record is read.'),
  reviewWarning: Duration.default('14d').describe('How long before its review date a page counts as due.'),
});
export type Config = z.infer<typeof Config>;
