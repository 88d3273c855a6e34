import { z } from 'zod';
import { Duration } from './duration.ts';
import { Link } from './link.ts';
import { ControlTarget, Location, locationName } from './location.ts';
import { ref } from './reference.ts';
import { TimeZone, WebUrl } from './vocabulary.ts';

const Colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'six hexadecimal digits after a #, such as #1f4690');

/** Colours that a brand may set, for light and for dark surroundings. States keep theirs, so that nobody misreads one. */
const Colours = z.strictObject({
  link: Colour.optional().describe('Links, on light paper.'),
  linkDark: Colour.optional().describe('Links, on dark paper.'),
  paper: Colour.optional().describe('Paper in light surroundings.'),
  paperDark: Colour.optional().describe('Paper in dark surroundings.'),
});

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
  machines: z
    .array(z.string())
    .default([])
    .describe('Names or addresses of authors that are machines: their commits change no date of a page.'),
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
      updateEvery: Duration.default('60m').describe(
        'How often an open incident is promised an update; check warns when one is overdue.',
      ),
      home: WebUrl.optional().describe(
        'Where the name or logo at the top leads; the front page when absent.',
      ),
      logo: z
        .string()
        .regex(
          /^brand\/[A-Za-z0-9._-]+\.(?:svg|png|webp)$/,
          'a file in content/brand/, such as brand/logo.svg',
        )
        .optional()
        .describe('Image shown in place of the name, below content/brand/; give it a height of 28 pixels.'),
      colours: Colours.prefault({}).describe('Colours of the public site in place of its own.'),
      footer: z.string().max(400).optional().describe('Sentence in the footer of the public site.'),
      securityContact: z
        .string()
        .regex(/^(?:mailto:|https:\/\/)\S+$/, 'an address that begins with mailto: or https://')
        .optional()
        .describe('Where weaknesses are reported; with it the site has a security.txt (RFC 9116).'),
    })
    .prefault({})
    .describe('Settings of the public site.'),
  record: z
    .strictObject({
      branch: z.string().default('record').describe('Branch that holds what probes measured.'),
      locations: z
        .array(Location)
        .default(['local'])
        .refine((all) => new Set(all.map(locationName)).size === all.length, {
          error: 'two locations have the same name; their looks could not be told apart',
        })
        .describe('Places from which probes look.'),
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
  probing: z
    .strictObject({
      control: z
        .array(ControlTarget)
        .max(10)
        .default([])
        .describe(
          'Hosts that are not yours. When a look gets no answer and none of these accepts a connection either, the network of the prober is at fault and the look is unknown.',
        ),
    })
    .prefault({})
    .describe('How probes look.'),
  alerting: z
    .strictObject({
      settleAfter: Duration.default('5m').describe(
        'How long everything must be well before an incident is closed; trouble that comes back sooner is the same incident.',
      ),
      groupWithin: Duration.default('2m').describe(
        'Outages of one domain that begin this soon after another belong to the same incident.',
      ),
      reminders: z.int().min(0).max(50).default(6).describe('Most reminders of one incident on one route.'),
      attempts: z
        .int()
        .min(1)
        .max(20)
        .default(5)
        .describe('Tries, one a run, before a message counts as failed.'),
      silentAfter: Duration.default('30m').describe(
        'Time without any look in the record after which the prober itself counts as silent.',
      ),
      handbookUrl: WebUrl.optional().describe(
        'Address at which the handbook is served to the team, for links in messages; none are sent without it.',
      ),
      keeper: ref('domains')
        .optional()
        .describe(
          'Domain whose routes hear of it when nothing looks any more; the first one with routes when absent.',
        ),
      github: z
        .strictObject({
          urgency: z
            .int()
            .min(1)
            .max(5)
            .default(2)
            .describe('Incidents of this urgency, and more urgent ones, become an issue.'),
          label: z.string().min(1).max(40).default('incident').describe('Label of these issues.'),
        })
        .optional()
        .describe('Issues on GitHub as a second place to run an incident; none when absent.'),
    })
    .prefault({})
    .describe('How people are told.'),
  reviewWarning: Duration.default('14d').describe('How long before its review date a page counts as due.'),
});
export type Config = z.infer<typeof Config>;
