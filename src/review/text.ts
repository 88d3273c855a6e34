import type { PageChanges, Review } from './review.ts';

/** First line of every comment of a review; by it the comment is found again. */
export const MARKER = '<!-- watchbook: review -->';

/** GitHub takes 65,536 characters; some are left for what it may count otherwise. */
export const LONGEST_COMMENT = 60_000;
const LONGEST_PART = 400;

/**
 * Text of others as part of Markdown: it shows what was written and does nothing. Names ping nobody, numbers refer to no
 * issue, addresses are no links, and nothing is markup.
 */
export function inert(text: string, longest = LONGEST_PART): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const letters = [...line];
  const cut = letters.length <= longest ? line : `${letters.slice(0, longest - 1).join('')}…`;
  return (
    cut
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]()!|~$#]/g, '\\$&')
      // A word joiner is not seen, and ends what GitHub would take for a name, a reference or an address.
      .replace(/@/g, '@\u2060')
      .replace(/#(?=\d)/g, '#\u2060')
      .replace(/(gh)-(?=\d)/gi, '$1-\u2060')
      .replace(/:\/\//g, ':\u2060//')
      .replace(/www\./gi, 'www\u2060.')
      .replace(/(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])/gi, (hash) => hash.replace(/.{6}(?=.)/g, '$&\u2060'))
      .replace(/^(\d+)([.)])/, '$1\\$2')
      .replace(/^[-+=]/, '\\$&')
  );
}

interface Section {
  readonly heading: string;
  readonly rows: readonly string[];
}

/** Whether a review has anything to say. */
export function isQuiet({ findings, mended, page, runbooks }: Review): boolean {
  return findings.length === 0 && mended === 0 && runbooks.length === 0 && pageRows(page).length === 0;
}

/**
 * The comment of a pull request, as Markdown, at most {@link LONGEST_COMMENT} characters. `preview` is the address where
 * the built page of the change can be had; null where it was not built. `remarks` are sentences of ours that come first.
 * Pure.
 */
export function reviewText(
  review: Review,
  preview: string | null = null,
  remarks: readonly string[] = [],
): string {
  const { findings, mended, page, runbooks } = review;
  const sections: Section[] = [
    {
      heading: count(findings.length, 'new finding', 'new findings'),
      rows: findings.map(findingRow),
    },
    { heading: 'What customers will read', rows: pageRows(page) },
    {
      heading: count(runbooks.length, 'runbook to look at again', 'runbooks to look at again'),
      rows: runbooks.map(
        ({ title, id, paths }) =>
          `- **${inert(title)}** (${inert(id)}) watches ${paths
            .slice(0, 5)
            .map((path) => inert(path))
            .join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`,
      ),
    },
  ];
  const foot = [
    ...(mended > 0 ? [`${count(mended, 'finding is', 'findings are')} gone with this change.`] : []),
    ...(page.observed
      ? []
      : [
          'No look at any service was known here, so states that probes would find are unknown on both sides.',
        ]),
    ...(preview === null ? [] : [`[The public page as it would be](${preview}), to download.`]),
  ].join('\n\n');
  const first = [
    `${MARKER}\n### Watchbook`,
    ...remarks,
    ...(isQuiet(review) ? ['No new findings, and customers will read what they read now.'] : []),
  ];
  const head = first.join('\n\n');
  return compose(head, sections, foot);
}

function findingRow({ level, file, line, rule, message, suggestion }: Review['findings'][number]): string {
  const hint = suggestion === null ? '' : ` (did you mean **${inert(suggestion)}**?)`;
  return `- ${level}: **${inert(file)}:${line}** ${inert(rule)}: ${inert(message)}${hint}`;
}

function pageRows(page: PageChanges): string[] {
  return [
    ...(page.headline
      ? [`- It says **${inert(page.headline.to)}** instead of ${inert(page.headline.from)}`]
      : []),
    ...page.states.map(({ title, from, to }) => `- ${inert(title)}: ${from} → **${to}**`),
    ...page.added.map(({ title, state }) => `- ${inert(title)} is a new component: **${state}**`),
    ...page.removed.map(({ title }) => `- ${inert(title)} **is no longer there**`),
    ...page.renamed.map(({ from, to }) => `- ${inert(from)} is called **${inert(to)}**`),
    ...page.announcements.map(
      ({ what, how, title, detail }) => `- ${what} **${how}**: ${inert(title)} (${inert(detail)})`,
    ),
  ];
}

/** Puts sections together as far as they fit; what does not is counted. */
function compose(head: string, sections: readonly Section[], foot: string): string {
  // What says that something is missing must fit as well.
  const most = LONGEST_COMMENT - foot.length - 200 * sections.length;
  let text = head;
  for (const { heading, rows } of sections) {
    if (rows.length === 0) continue;
    text += `\n\n#### ${heading}\n`;
    let shown = 0;
    for (const row of rows) {
      if (text.length + row.length + 1 > most) break;
      text += `\n${row}`;
      shown += 1;
    }
    if (shown < rows.length) text += `\n- … and ${rows.length - shown} more that do not fit here`;
  }
  return `${text}${foot === '' ? '' : `\n\n${foot}`}\n`;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}
