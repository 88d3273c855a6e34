import { edited } from '../book/made.ts';
import type { Case } from './cases.ts';

const ON_CALL = 'rotations/acme/on-call.yaml';
const TEAMS = {
  'teams/acme/night.yaml': 'title: Night team\nkind: team\ndomain: acme\nsummary: Answers at night.\n',
};
const TIERS = /timeZone: Etc\/UTC\ntiers: .*\n/;

/** The small book with a rotation of these lines instead of its own. */
const rotation = (lines: string) =>
  new Map([...edited(ON_CALL, TIERS, `timeZone: Europe/Berlin\n${lines}\n`), ...Object.entries(TEAMS)]);
const KNOWN = 'start: 2026-01-05\nhandoff: { weekday: monday, time: "09:00" }';
const tier = (more: string) =>
  `tiers: [{ id: primary, title: Primary, shift: 1 week, duties: [Answer the page], ${more} }]`;
const WEEKDAYS =
  'restrictions: [{ days: [monday, tuesday, wednesday, thursday, friday], from: "09:00", to: "17:00" }]';

/** Books with rotations that are right, and that are wrong in one way. */
export const ROTATIONS: Readonly<Record<string, readonly Case[]>> = {
  'rotation-gap': [
    {
      name: '[K39] nights and weekends without anybody in a rotation around the clock',
      files: rotation(`aroundTheClock: true\n${KNOWN}\n${tier(`participants: [acme/core], ${WEEKDAYS}`)}`),
      expected: [`${ON_CALL}:9:9`],
    },
    {
      name: 'a rotation around the clock of which nobody knows when shifts change',
      files: rotation(`aroundTheClock: true\n${tier('participants: [acme/core]')}`),
      expected: [`${ON_CALL}:7:9`],
    },
    {
      name: 'every hour taken by somebody',
      files: rotation(`aroundTheClock: true\n${KNOWN}\n${tier('participants: [acme/core]')}`),
      expected: [],
    },
    {
      name: '[K39] names that another tool knows',
      files: rotation(`aroundTheClock: true\nnamesIn: { tool: PagerDuty }\n${KNOWN}\n${tier(WEEKDAYS)}`),
      expected: [],
    },
  ],
  'rotation-imbalance': [
    {
      name: '[G43] three turns of four for one of two',
      files: rotation(`${KNOWN}\n${tier('participants: [acme/core, acme/core, acme/core, acme/night]')}`),
      expected: [`${ON_CALL}:8:9`],
    },
    {
      name: 'turns about',
      files: rotation(`${KNOWN}\n${tier('participants: [acme/core, acme/night]')}`),
      expected: [],
    },
  ],
  'rotation-double-booking': [
    {
      name: 'the same team in two tiers at once',
      files: rotation(
        `${KNOWN}\ntiers:\n  - { id: primary, title: Primary, shift: 1 week, duties: [Answer the page], participants: [acme/core, acme/night] }\n  - { id: secondary, title: Secondary, shift: 1 week, duties: [Stand behind], participants: [acme/core] }`,
      ),
      expected: [`${ON_CALL}:9:5`],
    },
    {
      name: 'two teams that change places',
      files: rotation(
        `${KNOWN}\ntiers:\n  - { id: primary, title: Primary, shift: 1 week, duties: [Answer the page], participants: [acme/core, acme/night] }\n  - { id: secondary, title: Secondary, shift: 1 week, duties: [Stand behind], participants: [acme/night, acme/core] }`,
      ),
      expected: [],
    },
  ],
  'rotation-override': [
    {
      name: 'a tier that does not exist, and one that is long over',
      files: rotation(
        `${KNOWN}\noverrides:\n  - { tier: tertiary, from: 2026-12-24T18:00, to: 2026-12-25T18:00, who: acme/night }\n  - { tier: primary, from: 2026-02-01T18:00, to: 2026-02-02T18:00, who: acme/night }\n${tier('participants: [acme/core]')}`,
      ),
      expected: [`${ON_CALL}:9:13`, `${ON_CALL}:10:50`],
    },
    {
      name: 'one that is ahead',
      files: rotation(
        `${KNOWN}\noverrides:\n  - { tier: primary, from: 2026-12-24T18:00, to: 2026-12-25T18:00, who: acme/night }\n${tier('participants: [acme/core]')}`,
      ),
      expected: [],
    },
  ],
  'rotation-uncertified': [
    {
      name: '[K53] somebody who takes turns without having passed',
      files: rotation(
        `${KNOWN}\ngate: { checklists: [acme/daily], certified: [acme/core] }\n${tier('participants: [acme/core, acme/night]')}`,
      ),
      expected: [`${ON_CALL}:9:108`],
    },
    {
      name: 'a list of who has passed that nobody keeps',
      files: rotation(
        `${KNOWN}\ngate: { checklists: [acme/daily] }\n${tier('participants: [acme/core, acme/night]')}`,
      ),
      expected: [],
    },
  ],
};
