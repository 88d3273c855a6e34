import { type Entry, entriesOf } from '../../book/book.ts';
import { MOST_OF_MEAN, type RotationFault, rotationFaults } from '../../calendar/rotation-faults.ts';
import { formatZoned } from '../../calendar/time.ts';
import { instantOfWall, parseWall } from '../../calendar/zone.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

type Rotations = Entry<'rotations'>;
type Fault<K extends RotationFault['kind']> = Extract<RotationFault, { kind: K }>;

/** Faults of one kind in every rotation, with the place of the tier that has them. */
function* faultsOf<K extends RotationFault['kind']>(
  rotations: readonly Rotations[],
  now: number,
  kind: K,
): Generator<{ entry: Rotations; fault: Fault<K>; at: readonly ['tiers', number] }> {
  for (const entry of rotations) {
    for (const fault of rotationFaults(entry.data, now)) {
      if (fault.kind !== kind) continue;
      const index = entry.data.tiers.findIndex(({ id }) => id === fault.tier);
      yield { entry, fault: fault as Fault<K>, at: ['tiers', index] };
    }
  }
}

export const rotationGap: Rule = {
  id: 'rotation-gap',
  level: 'error',
  reason:
    'A rotation that promises every hour and has hours without anybody lets an alert ring in an empty room.',
  duty: true,
  *check({ book, now }): Generator<Complaint> {
    for (const { entry, fault, at } of faultsOf(entriesOf(book, 'rotations'), now, 'gap')) {
      const { data, source } = entry;
      const [first] = fault.gaps;
      if (!first) continue;
      const more = fault.gaps.length > 1 ? `, and ${fault.gaps.length - 1} more in 90 days` : '';
      const how =
        data.start === null || data.handoff === null
          ? 'nobody wrote down when shifts change; add start and handoff'
          : 'add somebody, widen the restrictions, or name in namesIn the tool that knows';
      yield complain(
        source,
        at,
        `nobody is on call in ${fault.tier} from ${formatZoned(first.from, data.timeZone)} to ${formatZoned(first.to, data.timeZone)}${more}: ${how}`,
      );
    }
  },
};

export const rotationImbalance: Rule = {
  id: 'rotation-imbalance',
  level: 'warning',
  reason: 'Whoever is on call far more than the others wears out first and is missed most.',
  *check({ book, now }): Generator<Complaint> {
    for (const { entry, fault, at } of faultsOf(entriesOf(book, 'rotations'), now, 'imbalance')) {
      yield complain(
        entry.source,
        at,
        `${fault.who} is on call ${fault.share.toFixed(2)} times the mean of ${fault.tier} in the next 90 days (more than ${MOST_OF_MEAN}); give turns to others`,
      );
    }
  },
};

export const rotationDoubleBooking: Rule = {
  id: 'rotation-double-booking',
  level: 'warning',
  reason: 'Where one person stands in two tiers at once, nobody stands behind them.',
  *check({ book, now }): Generator<Complaint> {
    for (const { entry, fault, at } of faultsOf(entriesOf(book, 'rotations'), now, 'double booking')) {
      yield complain(
        entry.source,
        at,
        `${fault.who} is in ${fault.tier} and in ${fault.other} at once from ${formatZoned(fault.at.from, entry.data.timeZone)}; let one of the two be taken over`,
      );
    }
  },
};

export const rotationOverride: Rule = {
  id: 'rotation-override',
  level: 'warning',
  reason:
    'An override of a tier that does not exist, or one that is long over, misleads whoever reads the plan.',
  *check({ book, now }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'rotations')) {
      const tiers = data.tiers.map(({ id }) => id);
      for (const [index, { tier, to }] of data.overrides.entries()) {
        if (!tiers.includes(tier)) {
          yield complain(
            source,
            ['overrides', index, 'tier'],
            `there is no tier ${tier} in this rotation, so this override changes nothing; its tiers are ${tiers.join(', ')}`,
          );
        } else if (instantOfWall(parseWall(to), data.timeZone) < now - 30 * 86_400_000) {
          yield complain(
            source,
            ['overrides', index, 'to'],
            `this override ended on ${to.slice(0, 10)}; take it out, git remembers it`,
          );
        }
      }
    }
  },
};

export const rotationUncertified: Rule = {
  id: 'rotation-uncertified',
  level: 'warning',
  reason: 'Whoever joins a rotation before they have passed what comes first is alone with it at night.',
  *check({ book }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'rotations')) {
      const certified = data.gate?.certified;
      if (!certified) continue;
      const passed = new Set(certified);
      for (const [t, tier] of data.tiers.entries()) {
        const named = [
          ...tier.participants.map((who, index) => [who, ['tiers', t, 'participants', index]] as const),
          ...tier.layers.flatMap(({ participants }, l) =>
            participants.map(
              (who, index) => [who, ['tiers', t, 'layers', l, 'participants', index]] as const,
            ),
          ),
        ];
        for (const [who, at] of named) {
          if (passed.has(who)) continue;
          yield complain(
            source,
            at,
            `${who} takes turns without being among the certified of this rotation; add them to gate.certified once they have passed, or take them out`,
          );
        }
      }
    }
  },
};
