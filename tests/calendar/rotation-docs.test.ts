import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { rotationFaults } from '../../src/calendar/rotation-faults.ts';
import { finalSchedule } from '../../src/calendar/rotation-schedule.ts';
import { RULES } from '../../src/lint/run.ts';
import { Rotation } from '../../src/schemas/rotation.ts';

const text = readFileSync('docs/on-call.md', 'utf8');
const [example = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml);

describe('docs/on-call.md', () => {
  it('shows a rotation that the schema accepts and that covers every hour', () => {
    const rotation = Rotation.parse(parse(example));
    const from = Date.parse('2026-11-21T00:00:00Z');
    expect(rotationFaults(rotation, from).filter(({ kind }) => kind === 'gap')).toEqual([]);
    const tier = rotation.tiers[0] as Rotation['tiers'][number];
    const who = (at: string) => {
      const [turn] = finalSchedule(rotation, tier, { from: Date.parse(at), to: Date.parse(at) + 60_000 });
      return turn?.who;
    };
    expect(who('2026-12-25T23:00:00Z')).toBe('shop/lead');
    expect(who('2026-12-28T23:00:00Z')).toMatch(/^shop\/night-/);
    expect(who('2026-12-28T12:00:00Z')).toMatch(/^shop\/(?:blue|green|red)$/);
  });

  it('names every rule about rotations', () => {
    const named = [...text.matchAll(/^\| `(rotation-[a-z-]+)`/gm)].map(([, id]) => id);
    expect(named.sort()).toEqual(
      RULES.map(({ id }) => id)
        .filter((id) => id.startsWith('rotation-'))
        .sort(),
    );
  });
});
