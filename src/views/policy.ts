import type { Entry } from '../book/book.ts';
import { durationWords } from '../schemas/duration.ts';
import type { ErrorBudgetPolicy } from '../schemas/policy.ts';
import { entryLink, teamLink, type ViewContext } from './context.ts';
import {
  type Block,
  doubts,
  list,
  maybe,
  pairs,
  plain,
  type Section,
  several,
  table,
  unknown,
} from './model.ts';
import { sentenceCase } from './words.ts';

/** The typed parts of a policy, each as a section. */
export function policySections({ data, domain }: Entry<'policies'>, context: ViewContext): Section[] {
  const sections: Section[] = [];
  const add = (id: string, title: string, blocks: Block[]) => sections.push({ id, title, part: id, blocks });
  if (data.principles.length > 0)
    add('principles', 'To remember', [list(data.principles.map((text) => plain(text)))]);
  if (data.phases.length > 0) {
    add('phases', 'Phases', [
      table(
        'In this order',
        ['Phase', 'What is done'],
        data.phases.map((phase, index) => [
          plain(`${index + 1}. ${phase.name}`),
          { ...plain(phase.actions.join('; ')), items: phase.actions.map((action) => plain(action)) },
        ]),
      ),
    ]);
  }
  if (data.steps.length > 0)
    add('steps', 'Steps', [
      list(
        data.steps.map((step) => plain(step)),
        true,
      ),
    ]);
  if (data.rules.length > 0) {
    const groups = [...new Set(data.rules.map((rule) => rule.group ?? 'Rules'))];
    add(
      'rules',
      'Rules',
      groups.map((group) =>
        table(
          group,
          ['Rule', 'Value', 'Note'],
          data.rules
            .filter((rule) => (rule.group ?? 'Rules') === group)
            .map((rule) => [
              plain(rule.rule),
              rule.value ? plain(rule.value) : plain('–'),
              rule.note ? plain(rule.note) : plain('–'),
            ]),
        ),
      ),
    );
  }
  if (data.errorBudget) {
    add('error-budget', 'Error budget', [
      table(
        'What is done when no more than this is left of a budget',
        ['Left', 'State', 'What is done'],
        data.errorBudget.thresholds.map((step) => [
          plain(`${Number(`${step.left}e2`)} %`),
          plain(sentenceCase(step.state)),
          plain(step.action),
        ]),
      ),
      ...errorBudgetBlocks(data.errorBudget, domain, context),
    ]);
  }
  if (data.deadlines.length > 0) {
    add('deadlines', 'Deadlines', [
      table(
        'What is due when',
        ['What', 'For', 'Within', 'Clock starts at'],
        data.deadlines.map((deadline) => [
          plain(deadline.what),
          plain(deadline.appliesTo.length > 0 ? deadline.appliesTo.join(', ') : 'all'),
          deadline.within ? plain(durationWords(deadline.within)) : unknown('no figure given'),
          deadline.clock === 'unspecified' ? unknown('not stated') : plain(deadline.clock),
        ]),
      ),
    ]);
  }
  if (data.sections.length > 0)
    add('sections', 'Sections it must have', [list(data.sections.map((text) => plain(text)))]);
  if (data.retention.length > 0) {
    add('retention', 'Retention', [
      table(
        'What is kept for how long',
        ['What', 'Kept', 'Note'],
        data.retention.map((row) => [
          plain(row.what),
          row.keep ? plain(durationWords(row.keep)) : unknown('separate, not specified'),
          maybe(row.note, '–'),
        ]),
      ),
    ]);
  }
  if (data.reviews.length > 0) {
    add('reviews', 'Reviews', [
      table(
        'What is reviewed when',
        ['What', 'How often', 'Event', 'Within'],
        data.reviews.map((row) => [
          plain(row.what),
          row.cadence ? plain(sentenceCase(row.cadence)) : plain('–'),
          row.trigger ? plain(row.trigger) : plain('–'),
          row.within ? plain(durationWords(row.within)) : plain('–'),
        ]),
      ),
    ]);
  }
  add('about', 'About this policy', [
    pairs([['Owner', teamLink(context, data.owner, domain)]]),
    ...doubts(data.doubts),
  ]);
  return sections;
}

function errorBudgetBlocks(policy: ErrorBudgetPolicy, domain: string, context: ViewContext): Block[] {
  return [
    pairs([
      ['Objectives', several(policy.slos.map((id) => entryLink(context, 'slos', id)))],
      [
        'May continue in a freeze',
        policy.mayContinue.length > 0
          ? several(policy.mayContinue.map((text) => plain(text)))
          : unknown('nothing is named'),
      ],
      [
        'Needs a postmortem with a P0',
        plain(`an incident that costs more than ${Number(`${policy.incidentShare}e2`)} % of a budget`),
      ],
      [
        'Agreed by',
        policy.approvers.length > 0
          ? several(policy.approvers.map((id) => teamLink(context, id, domain)))
          : unknown('nobody is named'),
      ],
      ['Agreed on', maybe(policy.approvedOn, 'no date')],
      ['Looked at again on', maybe(policy.revisitOn, 'no date')],
      ['When there is disagreement', maybe(policy.escalation, 'nobody is named')],
    ]),
    ...(policy.exceptions.length === 0
      ? []
      : [
          table(
            'Freezes that were lifted for a time',
            ['Objective', 'Why', 'Allowed by', 'From', 'Until'],
            policy.exceptions.map((one) => [
              entryLink(context, 'slos', one.slo),
              plain(one.reason),
              teamLink(context, one.approvedBy, domain),
              plain(one.from),
              plain(one.until),
            ]),
          ),
        ]),
  ];
}
