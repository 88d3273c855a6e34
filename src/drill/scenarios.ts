import type { FaultKind } from '../fleet/scenario.ts';
import type { ComponentState } from '../status/component.ts';

/** Something that happens in a drill, in minutes after its beginning. */
export type Act = { readonly minute: number } & (
  | { readonly does: 'breaks'; readonly service: string; readonly how: FaultKind }
  | { readonly does: 'is repaired'; readonly service: string }
  | { readonly does: 'nobody looks' }
  | { readonly does: 'looks again' }
  | { readonly does: 'takes it on'; readonly by: string }
  | { readonly does: 'says it is mitigated'; readonly by: string; readonly text: string }
);

/** A message that must arrive exactly once. */
export interface ExpectedMessage {
  /** Domain and id of the channel. */
  readonly channel: string;
  readonly stage: string;
  /** Latest arrival, minutes after the beginning of the drill. */
  readonly by: number;
}

/** An incident from its beginning to its end, and what must come of it. Every message that is not expected is a fault. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** First look, on a clock that never was. */
  readonly startsAt: string;
  /** Length of the whole drill. */
  readonly minutes: number;
  /** In order of time. */
  readonly acts: readonly Act[];
  /** Dependencies that the services have for this drill only, where the book knows of none. */
  readonly dependsOn?: Readonly<Record<string, readonly string[]>>;
  readonly expects: {
    /** Severities of the incidents at their end, oldest first. */
    readonly severities: readonly string[];
    readonly messages: readonly ExpectedMessage[];
    /** What the public page says at a minute. */
    readonly page: readonly { readonly minute: number; readonly state: ComponentState }[];
  };
}

/** Scenarios over the sample book; times assume looks every five minutes, of which two confirm. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'payments-down',
    title: 'Payments of StudioVault fail at night',
    startsAt: '2026-11-18T02:00:00Z',
    minutes: 60,
    acts: [
      { minute: 12, does: 'breaks', service: 'studiovault/payments', how: 'failing' },
      { minute: 26, does: 'takes it on', by: 'studiovault/core-team' },
      {
        minute: 39,
        does: 'says it is mitigated',
        by: 'studiovault/core-team',
        text: 'Safe mode is on; callbacks of the gateway are queued.',
      },
      { minute: 41, does: 'is repaired', service: 'studiovault/payments' },
    ],
    expects: {
      severities: ['SEV1'],
      messages: [
        { channel: 'studiovault/whatsapp', stage: 'opened', by: 20 },
        { channel: 'studiovault/sms', stage: 'opened', by: 20 },
        { channel: 'studiovault/whatsapp', stage: 'closed', by: 55 },
        { channel: 'studiovault/sms', stage: 'closed', by: 55 },
      ],
      page: [
        { minute: 10, state: 'operational' },
        { minute: 20, state: 'down' },
        { minute: 60, state: 'operational' },
      ],
    },
  },
  {
    id: 'api-slow',
    title: 'The API of AI Film Studio becomes slow, then fails',
    startsAt: '2026-11-18T10:00:00Z',
    minutes: 85,
    acts: [
      { minute: 12, does: 'breaks', service: 'ai-film-studio/api', how: 'slow' },
      { minute: 32, does: 'breaks', service: 'ai-film-studio/api', how: 'failing' },
      { minute: 46, does: 'takes it on', by: 'ai-film-studio/primary-on-call' },
      {
        minute: 58,
        does: 'says it is mitigated',
        by: 'ai-film-studio/primary-on-call',
        text: 'The release of this morning is rolled back.',
      },
      { minute: 61, does: 'is repaired', service: 'ai-film-studio/api' },
    ],
    expects: {
      severities: ['P1'],
      messages: [
        { channel: 'ai-film-studio/ops-alerts', stage: 'opened', by: 20 },
        { channel: 'ai-film-studio/pagerduty', stage: 'opened', by: 40 },
        { channel: 'ai-film-studio/ops-alerts', stage: 'severity P1', by: 40 },
        { channel: 'ai-film-studio/pagerduty', stage: 'closed', by: 75 },
        { channel: 'ai-film-studio/ops-alerts', stage: 'closed', by: 75 },
      ],
      page: [
        { minute: 10, state: 'operational' },
        { minute: 20, state: 'degraded' },
        { minute: 40, state: 'down' },
        { minute: 85, state: 'operational' },
      ],
    },
  },
  {
    id: 'prober-silent',
    title: 'Nothing is looked at any more',
    startsAt: '2026-11-18T14:00:00Z',
    minutes: 80,
    acts: [
      { minute: 12, does: 'nobody looks' },
      { minute: 50, does: 'takes it on', by: 'ai-film-studio/primary-on-call' },
      { minute: 62, does: 'looks again' },
    ],
    expects: {
      severities: ['P2'],
      messages: [
        { channel: 'ai-film-studio/ops-alerts', stage: 'opened', by: 45 },
        { channel: 'ai-film-studio/ops-alerts', stage: 'closed', by: 75 },
      ],
      page: [
        { minute: 10, state: 'operational' },
        { minute: 45, state: 'unknown' },
        { minute: 80, state: 'operational' },
      ],
    },
  },
  {
    id: 'dependency',
    title: 'The storage of AI Film Studio fails and takes film generation with it',
    startsAt: '2026-11-18T20:00:00Z',
    minutes: 80,
    // The document does not say that films are made from what the storage holds; the drill needs it.
    dependsOn: { 'ai-film-studio/film-generation': ['ai-film-studio/s3-storage'] },
    acts: [
      { minute: 12, does: 'breaks', service: 'ai-film-studio/s3-storage', how: 'failing' },
      // Later than outages are grouped by time alone.
      { minute: 22, does: 'breaks', service: 'ai-film-studio/film-generation', how: 'failing' },
      { minute: 27, does: 'takes it on', by: 'ai-film-studio/primary-on-call' },
      {
        minute: 46,
        does: 'says it is mitigated',
        by: 'ai-film-studio/primary-on-call',
        text: 'The policy that refused every read is taken back.',
      },
      { minute: 47, does: 'is repaired', service: 'ai-film-studio/s3-storage' },
      { minute: 52, does: 'is repaired', service: 'ai-film-studio/film-generation' },
    ],
    expects: {
      severities: ['P1'],
      messages: [
        { channel: 'ai-film-studio/pagerduty', stage: 'opened', by: 20 },
        { channel: 'ai-film-studio/ops-alerts', stage: 'opened', by: 20 },
        { channel: 'ai-film-studio/pagerduty', stage: 'closed', by: 70 },
        { channel: 'ai-film-studio/ops-alerts', stage: 'closed', by: 70 },
      ],
      page: [
        { minute: 10, state: 'operational' },
        { minute: 30, state: 'down' },
        { minute: 80, state: 'operational' },
      ],
    },
  },
];

/** Minutes from one round of looks to the next. */
export const ROUND_MINUTES = 5;
/** Minutes between runs that only reconcile, while nobody looks. */
export const SILENCE_MINUTES = 15;
