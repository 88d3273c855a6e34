import { describe, expect, it } from 'vitest';
import { ruleWords } from '../../src/calendar/rule-words.ts';

describe('ruleWords', () => {
  it.each([
    ['FREQ=MONTHLY;BYDAY=2SU,4SU', 'every month on the second Sunday and the fourth Sunday'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR', 'every 2 weeks on Monday, Wednesday and Friday'],
    ['FREQ=DAILY', 'every day'],
    ['FREQ=MONTHLY;BYDAY=-1FR', 'every month on the last Friday'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,-1', 'every month on day 1 and the last day'],
  ])('says %s', (rule, words) => {
    expect(ruleWords(rule)).toBe(words);
  });

  it('says nothing of a text that is no rule', () => {
    expect(ruleWords('FREQ=YEARLY')).toBeNull();
    expect(ruleWords('every Sunday')).toBeNull();
  });
});
