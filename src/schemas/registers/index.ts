import type { z } from 'zod';
import { Automation } from './automation.ts';
import { Compliance } from './compliance.ts';
import { Contacts } from './contacts.ts';
import { Delivery } from './delivery.ts';
import { Documents } from './documents.ts';
import { Finance } from './finance.ts';
import { Handoffs } from './handoffs.ts';
import { Metrics } from './metrics.ts';
import { Operations } from './operations.ts';
import { Recovery } from './recovery.ts';
import { Reviews } from './reviews.ts';
import { Roadmap } from './roadmap.ts';
import { Severities } from './severities.ts';
import { Specialists } from './specialists.ts';
import { Standards } from './standards.ts';
import { Support } from './support.ts';

/**
 * Registers of a domain: small YAML files beside its `index.mdx`, each with a schema of its own,
 * named after the file (`content/domains/thorbis/severities.yaml`).
 */
export const REGISTERS = {
  severities: Severities,
  operations: Operations,
  specialists: Specialists,
  support: Support,
  metrics: Metrics,
  standards: Standards,
  delivery: Delivery,
  recovery: Recovery,
  compliance: Compliance,
  reviews: Reviews,
  automation: Automation,
  contacts: Contacts,
  finance: Finance,
  handoffs: Handoffs,
  roadmap: Roadmap,
  documents: Documents,
} as const satisfies Record<string, z.ZodType>;

export type RegisterName = keyof typeof REGISTERS;
export type RegisterData<N extends RegisterName> = z.infer<(typeof REGISTERS)[N]>;
export const REGISTER_NAMES = Object.keys(REGISTERS) as RegisterName[];
