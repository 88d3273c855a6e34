import type { RegisterData } from '../../schemas/registers/index.ts';
import { runbookLink, type ViewContext } from '../context.ts';
import { dueCell } from '../due.ts';
import { code, empty, maybe, plain, type Section, table, tableOr, unknown } from '../model.ts';
import { sentenceCase } from '../words.ts';

/** Regimes, rights, principles, audit events and checks of a domain. */
export function complianceSections(
  data: RegisterData<'compliance'>,
  domain: string,
  context: ViewContext,
): Section[] {
  const how = `Edit content/domains/${domain}/compliance.yaml.`;
  const sections: Section[] = [];
  if (data.regimes.length > 0) {
    sections.push({
      id: 'compliance',
      title: 'Compliance register',
      part: 'compliance#regimes',
      blocks: [
        table(
          'Regimes and duties',
          ['Regime', 'Duty', 'Applies', 'How often', 'Status', 'Next due'],
          data.regimes.map((regime) => [
            plain(regime.name),
            plain(regime.duty),
            plain(regime.applicability),
            regime.cadence ? plain(sentenceCase(regime.cadence)) : unknown('not stated'),
            regime.lastChecked ? plain(`checked ${regime.lastChecked}`) : unknown('unknown, no dated check'),
            regime.cadence ? dueCell(regime.cadence, regime.lastChecked, context.now) : unknown('unknown'),
          ]),
        ),
      ],
    });
  }
  for (const [key, title, caption] of [
    ['rights', 'Data subject rights', 'Rights and how they are served'],
    ['principles', 'Privacy by design', 'Principles'],
  ] as const) {
    if (data[key].length === 0) continue;
    sections.push({
      id: key === 'rights' ? 'data-subject-rights' : 'privacy-by-design',
      title,
      part: `compliance#${key}`,
      blocks: [
        table(
          caption,
          ['Name', 'What it means here', 'Runbook'],
          data[key].map((item) => [
            plain(item.name),
            plain(item.statement),
            runbookLink(context, item.runbook),
          ]),
          data[key].map((item) => item.id),
        ),
      ],
    });
  }
  if (data.auditEvents.length > 0) {
    sections.push({
      id: 'audit-events',
      title: 'Audit and compliance logging',
      part: 'compliance#auditEvents',
      blocks: data.auditEvents.map((event) =>
        table(
          event.article ? `${event.title} (${event.article})` : event.title,
          ['Field', 'Value'],
          event.fields.map((field) => [code(field.name), code(field.value)]),
        ),
      ),
    });
  }
  if (data.regimes.length > 0 || data.checks.length > 0) {
    sections.push({
      id: 'compliance-checks',
      title: 'Compliance checks',
      part: 'compliance#checks',
      blocks: [
        tableOr(
          table(
            'Checks performed',
            ['Day', 'Against', 'Result', 'Note'],
            data.checks.map((check) => [
              plain(check.on),
              plain(check.regime),
              plain(check.result),
              maybe(check.note, '–'),
            ]),
          ),
          empty('No compliance checks performed yet.', how),
        ),
        tableOr(
          table(
            'Pending reviews',
            ['Review', 'Due'],
            data.pendingReviews.map((review) => [plain(review.what), maybe(review.due, 'no date set')]),
          ),
          empty('No pending reviews.', how),
        ),
      ],
    });
  }
  return sections;
}
