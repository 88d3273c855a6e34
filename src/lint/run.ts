import type { Assembled } from '../book/assemble.ts';
import { type Body, readBody } from '../book/body.ts';
import { compareFindings, type Finding } from '../book/finding.ts';
import type { Source } from '../book/source.ts';
import { type LintContext, type Rule, runRule } from './rule.ts';
import { blamelessRules } from './rules/blameless.ts';
import { brandContrast, missingLogo } from './rules/brand.ts';
import { deadlineAhead, deadlineOverdue, waiverSyntax } from './rules/deadline.ts';
import { circularDependence } from './rules/dependence.ts';
import { externalNames } from './rules/external.ts';
import {
  incidentEnd,
  incidentPhases,
  incidentUnverified,
  incidentWithoutImpact,
  silentIncident,
} from './rules/incident.ts';
import { badCondition, badRecurrence, futureReview } from './rules/machine.ts';
import {
  alertFileName,
  duplicateAlert,
  duplicateProbe,
  undeclaredPartner,
  unknownContact,
  unknownTicketClass,
  unknownVendor,
} from './rules/names.ts';
import { maintenanceRules } from './rules/planned.ts';
import {
  closedWithOpenActions,
  impactWindow,
  postmortemLink,
  postmortemSections,
  vagueAction,
} from './rules/postmortem.ts';
import {
  rotationDoubleBooking,
  rotationGap,
  rotationImbalance,
  rotationOverride,
  rotationUncertified,
} from './rules/rotation.ts';
import { routeRules } from './rules/route.ts';
import { alertWithoutRunbook, probeWithoutOwner, runbookBody } from './rules/runbook-body.ts';
import { secretValue } from './rules/secret.ts';
import { lowSeverityWakes, unknownSeverity } from './rules/severity.ts';
import { sloProbeKind, unreachableAlert } from './rules/slo.ts';
import { commandFence, placeholderRule, reviewOverdue } from './rules/steps.ts';
import { brokenLink, textSyntax, unknownComponent, unknownFact } from './rules/text.ts';

/** Every rule over a whole book. Text, schema and reference findings come from `src/book/`. */
export const RULES: readonly Rule[] = [
  unknownSeverity,
  lowSeverityWakes,
  duplicateAlert,
  alertFileName,
  duplicateProbe,
  circularDependence,
  unknownContact,
  unknownVendor,
  undeclaredPartner,
  unknownTicketClass,
  badCondition,
  badRecurrence,
  futureReview,
  incidentEnd,
  incidentWithoutImpact,
  incidentPhases,
  incidentUnverified,
  silentIncident,
  maintenanceRules,
  unreachableAlert,
  sloProbeKind,
  deadlineOverdue,
  deadlineAhead,
  waiverSyntax,
  postmortemSections,
  postmortemLink,
  closedWithOpenActions,
  vagueAction,
  impactWindow,
  externalNames,
  ...blamelessRules,
  runbookBody,
  alertWithoutRunbook,
  probeWithoutOwner,
  placeholderRule,
  commandFence,
  reviewOverdue,
  rotationGap,
  rotationImbalance,
  rotationDoubleBooking,
  rotationOverride,
  rotationUncertified,
  ...routeRules,
  secretValue,
  missingLogo,
  brandContrast,
  textSyntax,
  unknownComponent,
  unknownFact,
  brokenLink,
];

const DUTIES: ReadonlySet<string> = new Set(RULES.filter(({ duty }) => duty).map(({ id }) => id));

/** Whether a finding keeps the pages from being built. Duties of people do not: a status page that stops helps nobody. */
export function blocksBuild({ level, rule }: Finding): boolean {
  return level === 'error' && !DUTIES.has(rule);
}

/**
 * All findings on a loaded book, in order of place, at an instant such as 2026-11-21T12:00:00Z (or a whole day). Rules that
 * compare what was written with what was measured have nothing to say without `observed`.
 */
export function lintBook(
  assembled: Assembled,
  now: string,
  observed: LintContext['observed'] = new Map(),
): Finding[] {
  const bodies = new Map<Source, Body>();
  const context: LintContext = {
    book: assembled.book,
    settings: assembled.settings,
    files: assembled.files,
    today: now.slice(0, 10),
    now: Date.parse(now),
    observed,
    bodyOf(source) {
      const known = bodies.get(source);
      if (known) return known;
      const body = readBody(source);
      bodies.set(source, body);
      return body;
    },
  };
  const findings = [...assembled.findings, ...RULES.flatMap((rule) => runRule(rule, context))];
  return findings.sort(compareFindings);
}
