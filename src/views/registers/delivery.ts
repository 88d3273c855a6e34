import { durationWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { entryLink, runbookLink, type ViewContext } from '../context.ts';
import { type Block, code, doubts, list, pairs, plain, type Section, table, unknown } from '../model.ts';
import { increaseWords, sentenceCase } from '../words.ts';

/** Deployment pipelines, rollback and environments of a domain. */
export function deliverySections(data: RegisterData<'delivery'>, context: ViewContext): Section[] {
  const sections: Section[] = data.pipelines.map((pipeline, index) => ({
    id: `pipeline-${pipeline.id}`,
    title: pipeline.title,
    part: index === 0 ? 'delivery#pipelines' : `delivery#pipelines[${pipeline.id}]`,
    blocks: [
      list(
        pipeline.stages.map((stage) =>
          plain(
            stage.name,
            [stage.detail, stage.lasts && `for ${durationWords(stage.lasts)}`].filter(Boolean).join(', ') ||
              undefined,
          ),
        ),
        true,
      ),
      pairs([
        [
          'Strategy',
          pipeline.strategy === 'unspecified'
            ? unknown('not stated')
            : plain(sentenceCase(pipeline.strategy)),
        ],
        ['Runbook', runbookLink(context, pipeline.runbook)],
        [
          'Checklist',
          pipeline.checklist ? entryLink(context, 'checklists', pipeline.checklist) : unknown('none'),
        ],
      ]),
    ],
  }));
  if (data.rollbackCriteria.length > 0) {
    sections.push({
      id: 'rollback-criteria',
      title: 'Rollback criteria',
      part: 'delivery#rollbackCriteria',
      blocks: [
        table(
          'Any one of these takes a deployment back; increases are measured against the time before it',
          ['What', 'Increase', 'Left open by the source'],
          data.rollbackCriteria.map((criterion) => [
            plain(criterion.what),
            criterion.increase ? plain(increaseWords(criterion.increase)) : plain('any'),
            criterion.note ? plain(criterion.note) : plain('–'),
          ]),
        ),
      ],
    });
  }
  if (data.rollbackSteps.length > 0) {
    const blocks: Block[] = [
      list(
        data.rollbackSteps.map((step) => plain(step)),
        true,
      ),
    ];
    if (data.rollbackRunbook) blocks.push(pairs([['Runbook', runbookLink(context, data.rollbackRunbook)]]));
    sections.push({ id: 'rollback', title: 'Rollback', part: 'delivery#rollbackSteps', blocks });
  }
  if (data.environments.length > 0) {
    sections.push({
      id: 'environments',
      title: 'Environments',
      part: 'delivery#environments',
      blocks: data.environments.map((environment) =>
        table(
          `${sentenceCase(environment.name)} environment`,
          ['Setting', 'Value'],
          environment.settings.map((setting) => [
            code(setting.name),
            setting.value === null
              ? unknown(
                  setting.heldBy === 'platform' ? 'set by the platform' : 'held in the secret store',
                  setting.note,
                )
              : { ...code(setting.value), note: setting.note },
          ]),
        ),
      ),
    });
  }
  if (data.doubts.length > 0)
    sections.push({
      id: 'delivery-doubts',
      title: 'Open questions on delivery',
      part: 'delivery#doubts',
      blocks: doubts(data.doubts),
    });
  return sections;
}
