import type { z } from 'zod';
import { Checklist } from './checklist.ts';
import { Domain } from './domain.ts';
import { Guide } from './guide.ts';
import { Incident } from './incident.ts';
import { Maintenance } from './maintenance.ts';
import { Policy } from './policy.ts';
import { Postmortem } from './postmortem.ts';
import type { CollectionName } from './reference.ts';
import { Rotation } from './rotation.ts';
import { Runbook } from './runbook.ts';
import { Service } from './service.ts';
import { Slo } from './slo.ts';
import { Team } from './team.ts';

/** Schema of every collection. An entry is `content/<collection>/<id>.mdx` (front matter and text) or `.yaml` (data only). */
export const SCHEMAS = {
  domains: Domain,
  services: Service,
  runbooks: Runbook,
  slos: Slo,
  incidents: Incident,
  postmortems: Postmortem,
  maintenance: Maintenance,
  rotations: Rotation,
  checklists: Checklist,
  guides: Guide,
  policies: Policy,
  teams: Team,
} as const satisfies Record<CollectionName, z.ZodType>;

export type EntryData<C extends CollectionName> = z.infer<(typeof SCHEMAS)[C]>;

/** Singular and plural words for a collection, and what an empty one means to its reader. */
export const COLLECTION_WORDS = {
  domains: { one: 'domain', many: 'Domains', empty: 'No domain yet. Add content/domains/<id>/index.mdx.' },
  services: {
    one: 'service',
    many: 'Services',
    empty: 'No service yet. Add content/services/<domain>/<id>.mdx with a probe in it.',
  },
  runbooks: {
    one: 'runbook',
    many: 'Runbooks',
    empty: 'No runbook yet. Add content/runbooks/<domain>/<id>.mdx.',
  },
  slos: {
    one: 'objective',
    many: 'Objectives',
    empty: 'No objective yet. Add content/slos/<domain>/<id>.yaml.',
  },
  incidents: {
    one: 'incident',
    many: 'Incidents',
    empty:
      'No incident has been written down. Outages that probes detect appear by themselves; add content/incidents/<id>.mdx to tell people more.',
  },
  postmortems: {
    one: 'postmortem',
    many: 'Postmortems',
    empty: 'No postmortem has been written. Add content/postmortems/<date>-<name>.mdx after an incident.',
  },
  maintenance: {
    one: 'maintenance',
    many: 'Maintenance',
    empty: 'No maintenance is planned. Add content/maintenance/<domain>/<id>.yaml.',
  },
  rotations: {
    one: 'rotation',
    many: 'On-call',
    empty: 'No rotation yet. Add content/rotations/<domain>/<id>.yaml.',
  },
  checklists: {
    one: 'checklist',
    many: 'Checklists',
    empty: 'No checklist yet. Add content/checklists/<domain>/<id>.yaml.',
  },
  guides: { one: 'guide', many: 'Guides', empty: 'No guide yet. Add content/guides/<domain>/<id>.mdx.' },
  policies: {
    one: 'policy',
    many: 'Policies',
    empty: 'No policy yet. Add content/policies/<domain>/<id>.mdx.',
  },
  teams: { one: 'team', many: 'Teams', empty: 'No team yet. Add content/teams/<domain>/<id>.yaml.' },
} as const satisfies Record<CollectionName, { one: string; many: string; empty: string }>;
