import { z } from 'zod';
import { IMPACTS, INCIDENT_STATES } from '../../schemas/incident.ts';
import { SLO_STATES } from '../../slo/now.ts';
import { COMPONENT_STATES } from '../../status/component.ts';
import { DAY_LEVELS } from '../../status/days.ts';
import { WINDOW_STATES } from '../windows.ts';

const instant = z.iso.datetime();
const time = (what: string) => instant.describe(`${what}; ISO 8601 in UTC.`);
const timeOrNull = (what: string) => instant.nullable().describe(`${what}; null where it is not known.`);
const seconds = (what: string) => z.number().min(0).describe(`${what}, in seconds.`);
const share = (what: string) =>
  z.number().min(0).max(1).nullable().describe(`${what}, 0 to 1, never rounded; null without observation.`);
const href = z.string().describe('Where it is found: a whole address, or a path where the site has none.');
const head = <T extends string>(is: T) => ({
  is: z.literal(is).describe('What this document is.'),
  version: z.literal(1).describe('Version of its shape; a change that breaks readers raises it.'),
});
const windows = <T extends z.ZodType>(one: T) =>
  z
    .strictObject({ day: one, week: one, month: one, quarter: one, year: one })
    .describe('By window that ends now: 24 hours, 7, 30, 90 and 365 days.');
const state = z.enum(COMPONENT_STATES).describe('The worse of what probes see and people report.');
const impact = z.enum(IMPACTS);

const Uptime = z.strictObject({
  ratio: share('Uptime by the accounting named beside it'),
  coverage: share('Observed part of the window without planned work'),
  samples: z.int().min(0).nullable().describe('Looks in the window that observed something.'),
  accounting: z.string().describe('How uptime is counted.'),
});

const Status = z.strictObject({
  ...head('status'),
  demonstration: z.boolean().describe('True when measurements come from a demonstration.'),
  state: state.describe('The most urgent state of any component.'),
  since: timeOrNull('Since when that state holds somewhere'),
  headline: z.string().describe('The same in one sentence.'),
  newestAt: timeOrNull('Newest measurement of the whole record'),
  validUntil: timeOrNull('Instant after which the state must be called unknown'),
  unknown: z.string().describe('The sentence to show instead once it is.'),
  record: z.string().nullable().describe('Commit of the record; null without one.'),
  components: z
    .array(
      z.strictObject({
        id: z.string().describe('Id of the component.'),
        title: z.string().describe('Its name.'),
        group: z.string().describe('Heading under which it stands.'),
        state,
        since: timeOrNull('Since when'),
        newestAt: timeOrNull('Oldest among the newest looks of its probes'),
        validUntil: timeOrNull('Instant after which its state must be called unknown'),
        stale: z.boolean().describe('True when a probe has no look that is recent enough.'),
        href,
        uptime: windows(Uptime),
      }),
    )
    .describe('Components in the order of the page.'),
});

const Component = z.strictObject({
  ...head('component'),
  id: z.string().describe('Id of the component.'),
  title: z.string().describe('Its name.'),
  summary: z.string().nullable().describe('What it is; null where nobody wrote it.'),
  group: z.string().describe('Heading under which it stands.'),
  state,
  since: timeOrNull('Since when'),
  reported: z.boolean().describe('True when people report it and no probe sees it as bad.'),
  newestAt: timeOrNull('Oldest among the newest looks of its probes'),
  validUntil: timeOrNull('Instant after which its state must be called unknown'),
  record: z.string().nullable().describe('Commit of the record; null without one.'),
  formula: z.string().describe('How uptime is computed, in words.'),
  percentiles: z.string().describe('How percentiles are computed, in words.'),
  windows: windows(
    z.strictObject({
      uptime: Uptime.extend({
        windowMs: z.number().describe('Length of the window, milliseconds; the parts add up to it.'),
        goodMs: z.number().describe('Observed up or degraded, outside planned work.'),
        degradedMs: z.number().describe('Part of goodMs that was degraded.'),
        badMs: z.number().describe('Observed down, outside planned work.'),
        maintenanceMs: z.number().describe('Planned work.'),
        unknownMs: z.number().describe('Nobody looked, outside planned work.'),
      }),
      responseTime: z.strictObject({
        samples: z.int().min(0).describe('Successful looks that were timed.'),
        failed: z.int().min(0).describe('Looks that failed and are left out.'),
        p50: z.number().nullable().describe('Milliseconds; null without a timed look.'),
        p95: z.number().nullable().describe('Milliseconds; null without a timed look.'),
        p99: z.number().nullable().describe('Milliseconds; null without a timed look.'),
        exact: z.boolean().describe('False where days kept as sketches have a part in it.'),
      }),
    }),
  ),
  days: z
    .array(
      z.strictObject({
        day: z.iso.date().describe('Day in UTC.'),
        level: z.enum(DAY_LEVELS).describe('How its bar is drawn; none is a day without measurements.'),
        up: seconds('Up'),
        degraded: seconds('Degraded'),
        down: seconds('Observed down, confirmed or not'),
        unknown: seconds('Not observed'),
        maintenance: seconds('Planned work'),
        confirmedDown: seconds('Down inside confirmed outages'),
      }),
    )
    .describe('Days of the bars, oldest first.'),
  incidents: z.array(href).describe('Documents of its incidents, newest first.'),
});

const incidentFields = {
  id: z.string().describe('Id of the incident.'),
  origin: z.enum(['written', 'automatic']).describe('Written by people, or found by probes alone.'),
  title: z.string().describe('What is wrong.'),
  state: z.enum(INCIDENT_STATES).describe('State that the newest update gave it.'),
  impact: impact.describe('The worst it ever was.'),
  components: z
    .array(z.strictObject({ id: z.string(), title: z.string(), impact }))
    .describe('What it means for each of its components now.'),
  startedAt: time('When it began'),
  resolvedAt: timeOrNull('When it ended; null while it lasts'),
  updatedAt: time('When something was last said'),
  page: href,
};

const Incidents = z.strictObject({
  ...head('incidents'),
  incidents: z.array(z.strictObject({ ...incidentFields, href })).describe('All of them, newest first.'),
});

const Incident = z.strictObject({
  ...head('incident'),
  ...incidentFields,
  updates: z
    .array(
      z.strictObject({
        id: z.string().describe('Never changes.'),
        at: time('When it was said'),
        state: z.enum(INCIDENT_STATES),
        text: z.string(),
        found: z.enum(['outage', 'recovery']).nullable().describe('What probes found; null for people.'),
        changes: z.array(z.strictObject({ component: z.string(), from: impact, to: impact })),
      }),
    )
    .describe('Oldest first.'),
  outages: z
    .array(z.strictObject({ component: z.string(), from: instant, to: instant.nullable() }))
    .describe('Confirmed outages that belong to it; to is null while one lasts.'),
});

const Maintenance = z.strictObject({
  ...head('maintenance'),
  from: time('Start of the time that is listed'),
  to: time('End of the time that is listed'),
  windows: z
    .array(
      z.strictObject({
        id: z.string().describe('Entry and nominal start; never changes.'),
        entry: z.string().describe('The entry that it comes from.'),
        title: z.string(),
        summary: z.string(),
        state: z.enum(WINDOW_STATES),
        from: instant,
        to: instant,
        announcedFrom: time('When it counts as announced'),
        revision: z.int().min(0).describe('How often announced windows of the entry were changed.'),
        impact: z.enum(['none', 'degraded', 'down']).describe('What is noticed meanwhile.'),
        emergency: z.boolean(),
        activities: z.array(z.string()).describe('What is done; empty where that is not told.'),
        components: z.array(z.strictObject({ id: z.string(), title: z.string() })),
        page: href,
      }),
    )
    .describe('Windows that overlap that time, by start; those called off too.'),
});

const Slos = z.strictObject({
  ...head('slos'),
  slos: z
    .array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        component: z.string().nullable().describe('Null for an objective over several components.'),
        stated: z.string().describe('The target in the words of its source.'),
        target: z.string().describe('Share that must be good, as a decimal fraction.'),
        windowSeconds: z.number().describe('Length of the rolling window.'),
        state: z.enum(SLO_STATES),
        why: z.string().nullable().describe('What the state rests on; null where it is not told.'),
        sli: share('Share that was good, while there is enough data to judge'),
        measured: share('The same in whatever was observed, however little'),
        coverage: share('Observed part of the window'),
        budget: z
          .strictObject({
            unit: z.enum(['ms', 'looks', 'slices']),
            total: z.number(),
            spent: z.number(),
            left: z.number().describe('Below zero once it is overspent.'),
          })
          .nullable()
          .describe('Error budget; null while there is too little data.'),
      }),
    )
    .describe('Objectives that readers of this site may see.'),
});

const Freshness = z.strictObject({
  ...head('freshness'),
  newestAt: timeOrNull('Newest measurement of the whole record'),
  record: z.string().nullable().describe('Commit of the record; null without one.'),
  samples: z.int().min(0).describe('Measurements that were read for this site.'),
  staleAfterIntervals: z.int().describe('Intervals without a look after which a state is called unknown.'),
  validUntil: timeOrNull('Instant after which the first claim must be called unknown'),
  components: z.array(
    z.strictObject({
      id: z.string(),
      newestAt: timeOrNull('Oldest among the newest looks of its probes'),
      validUntil: timeOrNull('Instant after which its state must be called unknown'),
      probes: z.array(
        z.strictObject({
          kind: z.string().describe('How it looks; its id stays inside.'),
          newestAt: timeOrNull('Newest look that observed something'),
          staleAt: timeOrNull('Instant from which the probe is stale'),
          intervalSeconds: z.number().describe('Time from one look to the next as it was promised.'),
          cadence: z
            .strictObject({
              medianSeconds: z.number(),
              p95Seconds: z.number(),
              gaps: z.int().min(1),
            })
            .nullable()
            .describe(
              'Time from one look to the next over 7 days as it really was; null with fewer than two.',
            ),
        }),
      ),
    }),
  ),
});

const Steps = z
  .array(
    z.tuple([z.int(), z.int().min(0), z.number().nullable(), z.number().nullable(), z.number().nullable()]),
  )
  .describe('Oldest first; the columns say what stands where, and a gap is null.');

const ResponseTimes = z.strictObject({
  ...head('response-times'),
  component: z.string().describe('Id of the component.'),
  columns: z.array(z.string()).length(5).describe('What stands in a step, with its unit.'),
  windows: windows(
    z.strictObject({
      stepMs: z.int().describe('Length of a step, milliseconds.'),
      steps: Steps,
      locations: z.record(z.string(), Steps).describe('The same by location, where there are several.'),
    }),
  ),
});

const Index = z.strictObject({
  ...head('index'),
  name: z.string().describe('Name of the site.'),
  documents: z
    .array(z.strictObject({ is: z.string(), href, schema: href.nullable() }))
    .describe('Every document of this interface; schema is null for one that has none.'),
});

/** Schema of every document of our own interface, by what it is. */
export const API_SHAPES = {
  status: Status,
  component: Component,
  'response-times': ResponseTimes,
  incidents: Incidents,
  incident: Incident,
  maintenance: Maintenance,
  slos: Slos,
  freshness: Freshness,
  index: Index,
} as const;
export type ApiName = keyof typeof API_SHAPES;
export type ApiDocument<N extends ApiName> = z.infer<(typeof API_SHAPES)[N]>;

/** The same as JSON Schemas of draft 7, by name of file without `.schema.json`. */
export function apiJsonSchemas(): ReadonlyMap<string, object> {
  return new Map(
    Object.entries(API_SHAPES).map(([name, shape]) => [
      name,
      { title: `Document of the status interface: ${name}`, ...z.toJSONSchema(shape, { target: 'draft-7' }) },
    ]),
  );
}
