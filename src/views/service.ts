import type { Entry } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import { entryLink, runbookLink, teamLink, type ViewContext } from './context.ts';
import type { ComponentFacts } from './facts.ts';
import {
  type Block,
  code,
  doubts,
  empty,
  link,
  list,
  measured,
  pairs,
  plain,
  several,
  table,
  unknown,
} from './model.ts';
import { probeRunbookLink } from './runbook-target.ts';
import { limitWords, sentenceCase } from './words.ts';

/** What a service is: owner, tier, severity, parts, dependencies, links. */
export function serviceBlocks({ data, domain }: Entry<'services'>, context: ViewContext): Block[] {
  return [
    pairs([
      ['Owner', teamLink(context, data.owner, domain)],
      ['Tier', plain(sentenceCase(data.tier))],
      [
        'An outage opens with',
        data.severity
          ? link(data.severity, `/domains/${domain}/#severity-${data.severity.toLowerCase()}`)
          : unknown('no severity set'),
      ],
      ...(data.aliases.length > 0 ? [['Also called', plain(data.aliases.join(', '))] as const] : []),
      ...(data.subFunctions.length > 0
        ? [['Sub-functions', several(data.subFunctions.map(({ name }) => plain(name)))] as const]
        : []),
      ...(data.dependsOn.length > 0
        ? [['Depends on', several(data.dependsOn.map((id) => entryLink(context, 'services', id)))] as const]
        : []),
    ]),
    ...(data.links.length > 0 ? [list(data.links.map(({ label, url }) => link(label, url)))] : []),
    ...doubts(data.doubts),
  ];
}

/** Signals to watch inside a service. */
export function signalBlocks({ data, source }: Entry<'services'>, context: ViewContext): Block[] {
  if (data.signals.length === 0) return [empty('No signal is listed.', `Add signals to ${source.file}.`)];
  return [
    table(
      'What to watch; a signal without a threshold never alerts',
      ['Signal', 'Threshold', 'Runbook'],
      data.signals.map((signal) => [
        plain(signal.name),
        signal.threshold ? plain(limitWords(signal.threshold)) : unknown('no threshold set'),
        runbookLink(context, signal.runbook),
      ]),
    ),
  ];
}

/** Probes of a service with what each says now. */
export function probeBlocks({ probes, now, service }: ComponentFacts, context: ViewContext): Block[] {
  if (probes.length === 0)
    return [
      empty(
        'No probe looks at this service, so nothing is known of it.',
        `Add probes to ${service.source.file}.`,
      ),
    ];
  return [
    table(
      'How it is looked at from outside',
      ['Probe', 'Kind', 'Says', 'Newest look', 'Every', 'Confirmed after', 'Conditions', 'Runbook'],
      probes.map(({ probe, id }) => {
        const state = now.probes.find((found) => found.id === id);
        return [
          plain(probe.title ?? probe.id, id),
          plain(probe.kind),
          state
            ? state.state === 'unknown'
              ? unknown('unknown', state.reason ?? undefined)
              : measured(state.state, state.reason ?? undefined)
            : unknown(),
          state?.newestAt ? plain(formatUtc(state.newestAt)) : unknown('never'),
          plain(probe.interval),
          plain(`${probe.confirm.down} failed, ${probe.confirm.up} good`),
          probe.conditions.length > 0
            ? several(probe.conditions.map((condition) => code(condition)))
            : plain(probe.kind === 'http' ? 'status 200 to 299' : 'an answer'),
          probeRunbookLink(context, probe),
        ];
      }),
    ),
  ];
}
