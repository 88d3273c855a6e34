import { type Entry, entriesIn, entriesOf, entryPath, register } from '../book/book.ts';
import { durationWords, targetWords } from '../schemas/duration.ts';
import { COLLECTIONS } from '../schemas/reference.ts';
import { entryLink, type ViewContext } from './context.ts';
import {
  type Cell,
  type DoubtsBlock,
  doubts,
  link,
  plain,
  planned,
  type Section,
  several,
  table,
  unknown,
} from './model.ts';
import { activeFirst } from './slo-table.ts';
import { sentenceCase } from './words.ts';

/** Standards of all domains side by side: a row a domain, so that changing one domain changes one row. */
export function compareSections(context: ViewContext): Section[] {
  const { book } = context;
  const domains = entriesOf(book, 'domains').sort(
    (a, b) => a.data.order - b.data.order || a.id.localeCompare(b.id),
  );
  const rows = (cells: (domain: string) => Cell[]) =>
    domains.map((domain) => [link(domain.data.title, entryPath('domains', domain.id)), ...cells(domain.id)]);
  const section = (
    id: string,
    title: string,
    columns: string[],
    cells: (domain: string) => Cell[],
  ): Section => ({ id, title, part: id, blocks: [table(title, ['Domain', ...columns], rows(cells))] });
  return [
    section('availability', 'Availability', ['Objectives'], (domain) => [
      objectives(context, domain, 'availability'),
    ]),
    section('latency', 'Response time', ['Objectives'], (domain) => [objectives(context, domain, 'latency')]),
    section('most-urgent', 'Most urgent severity', ['Level', 'Responds within', 'Escalates'], (domain) => {
      const first = register(book, domain, 'severities')?.levels[0];
      if (!first) return [unknown('no scale'), unknown('not stated'), unknown('not stated')];
      return [
        plain(first.id),
        first.responds ? plain(sentenceCase(targetWords(first.responds))) : unknown('no figure given'),
        first.escalates ? plain(first.escalates) : unknown('not stated'),
      ];
    }),
    {
      id: 'levels',
      title: 'Severity levels in one order',
      part: 'levels',
      blocks: [
        table(
          'Levels of all domains by urgency; each keeps its own name',
          ['Urgency', 'Levels'],
          [1, 2, 3, 4, 5].flatMap((urgency) => {
            const found = domains.flatMap((domain) =>
              (register(book, domain.id, 'severities')?.levels ?? [])
                .filter((level) => level.urgency === urgency)
                .map((level) =>
                  link(
                    `${level.id} (${domain.data.title})`,
                    `/domains/${domain.id}/#severity-${level.id.toLowerCase()}`,
                    level.responds ? targetWords(level.responds) : 'no figure given',
                  ),
                ),
            );
            return found.length > 0 ? [[plain(String(urgency)), several(found)]] : [];
          }),
        ),
      ],
    },
    section('postmortems', 'Written afterwards', ['What is due'], (domain) => {
      const deadlines = entriesIn(book, 'policies', domain).flatMap(({ data }) => data.deadlines);
      return [
        deadlines.length > 0
          ? several(
              deadlines.map((deadline) =>
                plain(
                  `${deadline.what}: ${deadline.within ? durationWords(deadline.within) : 'no figure given'}`,
                  `${deadline.appliesTo.length > 0 ? deadline.appliesTo.join(', ') : 'all'}; clock starts at ${deadline.clock === 'unspecified' ? 'a moment the source does not name' : deadline.clock}`,
                ),
              ),
            )
          : unknown('none set'),
      ];
    }),
    section('recovery', 'Recovery', ['RTO', 'RPO', 'Recovery tests'], (domain) => {
      const recovery = register(book, domain, 'recovery');
      return [
        recovery?.rto ? plain(durationWords(recovery.rto)) : unknown('not defined'),
        recovery?.rpo ? plain(durationWords(recovery.rpo)) : unknown('not defined'),
        recovery && recovery.tests.length > 0
          ? several(recovery.tests.map((test) => plain(sentenceCase(test.cadence), test.what)))
          : unknown('not stated'),
      ];
    }),
    section('on-call', 'On-call', ['Tiers', 'Names in'], (domain) => {
      const rotations = entriesIn(book, 'rotations', domain);
      if (rotations.length === 0) return [unknown('none described'), unknown('not stated')];
      return [
        several(rotations.flatMap(({ data }) => data.tiers.map((tier) => plain(tier.title, tier.shift)))),
        several(rotations.map(({ data }) => plain(data.namesIn?.tool ?? 'this book'))),
      ];
    }),
    section('maintenance', 'Planned maintenance and deployment', ['Windows', 'Deployment'], (domain) => {
      const windows = entriesIn(book, 'maintenance', domain);
      const pipelines = register(book, domain, 'delivery')?.pipelines ?? [];
      return [
        windows.length > 0
          ? several(windows.map((entry) => entryLink(context, 'maintenance', entry.id)))
          : unknown('none planned'),
        pipelines.length > 0
          ? several(
              pipelines.map((pipeline) =>
                plain(pipeline.title, pipeline.strategy === 'unspecified' ? undefined : pipeline.strategy),
              ),
            )
          : unknown('not described'),
      ];
    }),
  ];
}

function objectives(context: ViewContext, domain: string, kind: 'availability' | 'latency'): Cell {
  const found = entriesIn(context.book, 'slos', domain).filter(({ data }) => data.sli.kind === kind);
  if (found.length === 0) return unknown('no objective');
  return several(
    [...found]
      .sort(activeFirst)
      .map(({ id, data }) =>
        data.state === 'planned'
          ? { ...planned(data.stated, `planned, ${data.phase}`), href: entryPath('slos', id) }
          : link(
              data.stated,
              entryPath('slos', id),
              data.service
                ? context.book.collections.services.get(data.service)?.data.title
                : 'the whole domain',
            ),
      ),
  );
}

/** Every doubt written anywhere in the book, by domain. */
export function openQuestions({ book }: ViewContext): { title: string; block: DoubtsBlock }[] {
  return entriesOf(book, 'domains').flatMap((domain) => {
    const own = COLLECTIONS.flatMap((collection) =>
      (entriesOf(book, collection) as Entry[])
        .filter((entry) => entry.domain === domain.id)
        .flatMap((entry) => (entry.data as { doubts?: string[] }).doubts ?? []),
    );
    const registers = [...(book.registers.get(domain.id)?.values() ?? [])].flatMap(
      ({ data }) => (data as { doubts?: string[] }).doubts ?? [],
    );
    return doubts([...new Set([...own, ...registers])]).map((block) => ({ title: domain.data.title, block }));
  });
}
