import type { PageNow } from '../status/component.ts';
import type { Words } from '../words/words.ts';

/** Names in a headline before the rest is only counted. */
const NAMED = 3;

/** What a page says at its top: what is affected and since when, in one sentence. */
export function headline(page: PageNow & { readonly openIncidents?: number }, words: Words): string {
  if (page.state === 'operational') {
    const count = page.openIncidents ?? 0;
    return count > 0 ? words.say('headline.butIncidents', { count }) : words.say('headline.operational');
  }
  const worst = page.affected.filter(({ state }) => state === page.state);
  if (worst.length === 0) return words.say('headline.none');
  const titles = worst.map(({ title }) => title);
  const names =
    titles.length <= NAMED
      ? words.list(titles)
      : words.say('headline.more', {
          names: titles.slice(0, NAMED).join(', '),
          count: titles.length - NAMED,
        });
  const state = words.inSentence(words.say(`state.${page.state}`));
  if (page.since === null) return words.say('headline.state', { names, state });
  return words.say(page.sinceDiffers ? 'headline.first' : 'headline.since', {
    names,
    state,
    when: words.instant(page.since),
  });
}
