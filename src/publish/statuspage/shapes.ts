import { z } from 'zod';

/** Words of the Statuspage v2 interface, closed as their clients know them. */
export const COMPONENT_STATUSES = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
] as const;
export const INDICATORS = ['none', 'minor', 'major', 'critical', 'maintenance'] as const;
const INCIDENT_STATUSES = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'] as const;
const MAINTENANCE_STATUSES = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;
const IMPACTS = ['none', 'minor', 'major', 'critical'] as const;

const Id = z.string().regex(/^[a-z0-9]{12}$/);
const Time = z.iso.datetime({ precision: 3 });

export const PageShape = z.strictObject({
  id: Id,
  name: z.string(),
  url: z.string(),
  time_zone: z.string(),
  updated_at: Time,
});

const leaf = {
  id: Id,
  name: z.string(),
  status: z.enum(COMPONENT_STATUSES),
  created_at: Time,
  updated_at: Time,
  position: z.int().min(1),
  description: z.string().nullable(),
  showcase: z.boolean(),
  start_date: z.iso.date().nullable(),
  group_id: Id.nullable(),
  page_id: Id,
  only_show_if_degraded: z.boolean(),
};
const { only_show_if_degraded, ...head } = leaf;

/** A component stands in at most one group; a group names its components and stands in none. */
export const ComponentShape = z.discriminatedUnion('group', [
  z.strictObject({ ...head, group: z.literal(false), only_show_if_degraded }),
  z.strictObject({ ...head, group: z.literal(true), only_show_if_degraded, components: z.array(Id) }),
]);
export type ComponentV2 = z.infer<typeof ComponentShape>;

const update = {
  id: Id,
  body: z.string(),
  incident_id: Id,
  created_at: Time,
  updated_at: Time,
  display_at: Time,
  affected_components: z
    .array(
      z.strictObject({
        code: Id,
        name: z.string(),
        old_status: z.enum(COMPONENT_STATUSES),
        new_status: z.enum(COMPONENT_STATUSES),
      }),
    )
    .nullable(),
  deliver_notifications: z.boolean(),
  custom_tweet: z.null(),
  tweet_id: z.null(),
};
const { id: updateId, ...updateRest } = update;

const event = <S extends z.ZodType, I extends z.ZodType>(status: S, impact: I) => ({
  id: Id,
  name: z.string(),
  status,
  created_at: Time,
  updated_at: Time,
  monitoring_at: Time.nullable(),
  resolved_at: Time.nullable(),
  impact,
  shortlink: z.string(),
  started_at: Time,
  page_id: Id,
  incident_updates: z.array(z.strictObject({ id: updateId, status, ...updateRest })),
  components: z.array(ComponentShape),
});

export const IncidentShape = z.strictObject(event(z.enum(INCIDENT_STATUSES), z.enum(IMPACTS)));
export type IncidentV2 = z.infer<typeof IncidentShape>;

export const MaintenanceShape = z.strictObject({
  ...event(z.enum(MAINTENANCE_STATUSES), z.literal('maintenance')),
  scheduled_for: Time,
  scheduled_until: Time,
});
export type MaintenanceV2 = z.infer<typeof MaintenanceShape>;

export const OverallShape = z.strictObject({ indicator: z.enum(INDICATORS), description: z.string() });
export type OverallV2 = z.infer<typeof OverallShape>;
export type PageV2 = z.infer<typeof PageShape>;

const components = z.array(ComponentShape);
const incidents = z.array(IncidentShape);
const scheduled_maintenances = z.array(MaintenanceShape);

/** Every document of the interface by its path below `/api/v2/`. */
export const DOCUMENT_SHAPES = {
  'summary.json': z.strictObject({
    page: PageShape,
    components,
    incidents,
    scheduled_maintenances,
    status: OverallShape,
  }),
  'status.json': z.strictObject({ page: PageShape, status: OverallShape }),
  'components.json': z.strictObject({ page: PageShape, components }),
  'incidents.json': z.strictObject({ page: PageShape, incidents }),
  'incidents/unresolved.json': z.strictObject({ page: PageShape, incidents }),
  'scheduled-maintenances.json': z.strictObject({ page: PageShape, scheduled_maintenances }),
  'scheduled-maintenances/upcoming.json': z.strictObject({ page: PageShape, scheduled_maintenances }),
  'scheduled-maintenances/active.json': z.strictObject({ page: PageShape, scheduled_maintenances }),
} as const;
