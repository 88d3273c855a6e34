import { targetWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { teamLink, type ViewContext } from '../context.ts';
import {
  type Block,
  doubts,
  list,
  maybe,
  pairs,
  paragraph,
  plain,
  type Section,
  several,
  table,
  unknown,
} from '../model.ts';
import { sentenceCase } from '../words.ts';

/** Severity scale, clocks, escalation chain and alert routes of a domain. */
export function severitySections(
  data: RegisterData<'severities'>,
  domain: string,
  context: ViewContext,
): Section[] {
  const sections: Section[] = [
    {
      id: 'severities',
      title: 'Severity levels',
      part: 'severities#levels',
      blocks: [
        table(
          'Severity levels, most urgent first',
          ['Level', 'When', 'Responds within', 'Acknowledges within', 'Escalates', 'Urgency across domains'],
          data.levels.map((level, order) => [
            {
              ...plain(level.title && level.title !== level.id ? `${level.id} – ${level.title}` : level.id),
              order,
            },
            level.examples.length > 0
              ? {
                  ...plain(level.description, level.description),
                  items: level.examples.map((example) => plain(example.text, example.note)),
                }
              : plain(level.description),
            level.responds ? plain(sentenceCase(targetWords(level.responds))) : unknown('no figure given'),
            level.acknowledges ? plain(sentenceCase(targetWords(level.acknowledges))) : unknown('not stated'),
            maybe(level.escalates, 'not stated'),
            plain(`${level.urgency} of 5`),
          ]),
          data.levels.map((level) => `severity-${level.id.toLowerCase()}`),
        ),
        ...doubts(data.doubts),
      ],
    },
  ];
  if (data.clocks.length > 0) {
    sections.push({
      id: 'clocks',
      title: 'Clocks',
      part: 'severities#clocks',
      blocks: [
        table(
          'How soon what is due',
          ['What', 'For', 'Target'],
          data.clocks.map((clock) => [
            plain(clock.what),
            plain(clock.appliesTo),
            plain(targetWords(clock.target)),
          ]),
        ),
      ],
    });
  }
  if (data.chain.length > 0) {
    sections.push({
      id: 'escalation',
      title: 'Escalation chain',
      part: 'severities#chain',
      blocks: [
        list(
          data.chain.map((step) => ({
            ...(step.to ? teamLink(context, step.to, domain) : plain(step.step)),
            text: step.step,
            note: step.condition,
          })),
          true,
        ),
      ],
    });
  }
  if (data.routes.length > 0) sections.push(routeSection(data, domain, context));
  return sections;
}

function routeSection(data: RegisterData<'severities'>, domain: string, context: ViewContext): Section {
  const channels = new Map(
    (
      (context.book.registers.get(domain)?.get('contacts')?.data as RegisterData<'contacts'> | undefined)
        ?.channels ?? []
    ).map((channel) => [channel.id, channel]),
  );
  const blocks: Block[] = [
    table(
      'How people are told',
      ['Level', 'Channels', 'Who', 'May wake someone', 'Looked at'],
      data.routes.map((route) => [
        plain(route.levels.join(', ')),
        several(
          route.channels.map((id) => {
            const channel = channels.get(id);
            return channel
              ? plain(channel.address ?? sentenceCase(channel.kind), channel.purpose)
              : unknown(id);
          }),
        ),
        route.to ? teamLink(context, route.to, domain) : unknown('not stated'),
        plain(route.wakes ? 'Yes' : 'No'),
        route.when ? plain(sentenceCase(targetWords(route.when))) : unknown('not stated'),
      ]),
    ),
  ];
  if (data.goal) blocks.push(paragraph(data.goal));
  if (data.repeatEvery) blocks.push(pairs([['Repeated every', plain(data.repeatEvery)]]));
  return { id: 'alerting', title: 'Alert routing', part: 'severities#routes', blocks };
}
