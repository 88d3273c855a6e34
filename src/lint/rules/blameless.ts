import { type Entry, entriesOf } from '../../book/book.ts';
import type { DataPath, Position, Source } from '../../book/source.ts';
import type { Complaint, Rule } from '../rule.ts';

/** A piece of prose of a postmortem. `told` is true where it tells what happened, false in lessons and actions. */
interface Prose {
  readonly text: string;
  readonly told: boolean;
  /** Where a match stands in the file: its words, its index in the text, and which match of these words it is. */
  place(words: string, index: number, occurrence: number): Position;
}

interface Blame {
  readonly id: string;
  readonly reason: string;
  /** Must be global. */
  readonly pattern: RegExp;
  readonly message: string;
  readonly suggestion: string;
  /** True to look only where the postmortem tells what happened. */
  readonly toldOnly?: true;
  readonly applies?: (entry: Entry<'postmortems'>) => boolean;
}

/** Who acts in a sentence that says that somebody omitted something; services may fail as much as they like. */
const PERSON =
  '(?:he|she|they|we|(?:the |an? )?(?:[a-z-]+ ){0,2}(?:engineer|developer|operator|administrator|admin|responder|lead|manager|commander|owner|colleague|person|people|team|staff|on-call)s?)';

const BLAMES: readonly Blame[] = [
  {
    id: 'blameless-human-error',
    reason:
      'Human error is where the questions begin: the conditions that made the step look right are the finding.',
    pattern: /\b(?:human|operator|pilot|person's)\s+(?:error|mistake)s?\b/gi,
    message: 'an error of a person explains nothing; say what made the step look right',
    suggestion: 'a step that the tools allowed',
  },
  {
    id: 'blameless-judgement',
    reason:
      'A judgement about a person ends the search for causes, and the next report will hide what happened.',
    pattern:
      /\b(?:careless(?:ly|ness)?|negligen(?:t|tly|ce)|incompeten(?:t|tly|ce)|stupid(?:ly|ity)?|lazy|lazily|laziness|sloppy|sloppily|reckless(?:ly|ness)?)\b/gi,
    message: 'this judges a person; say what they knew and saw at that moment',
    suggestion: 'with the information at hand',
  },
  {
    id: 'blameless-hindsight',
    reason: 'What should have happened did not happen; a report explains what did, as it looked at the time.',
    pattern: /\b(?:should|could|would|ought\s+to)(?:n['’]t|\s+not)?\s+have\b/gi,
    message: 'this tells of what did not happen; say what did, and put the wish under action items',
    suggestion: 'what happened instead',
    toldOnly: true,
  },
  {
    id: 'blameless-handle',
    reason: 'A report that names people is about people; roles say all that can be learnt from.',
    pattern: /(?<![\w.@/])@[A-Za-z][\w-]*\b(?![/.\w])/g,
    message: 'this names a person; name the role that acted',
    suggestion: 'the primary on-call',
  },
  {
    id: 'blameless-omission',
    reason: 'That somebody omitted a step says nothing of why nothing reminded them of it.',
    pattern: new RegExp(
      `\\b${PERSON}\\s+(?:had\\s+)?(?:failed\\s+to|forg[eo]t(?:ten)?(?:\\s+to)?|neglected\\s+to|ignored|did(?:n['’]t|\\s+not)\\s+bother)\\b`,
      'gi',
    ),
    message: 'this says that a person omitted something; say what was missing that would have told them',
    suggestion: 'nothing reminded anybody to',
  },
  {
    id: 'blameless-minimiser',
    reason:
      'What is obvious or simple afterwards was neither at the time, and the word says that somebody was slow.',
    pattern: /\b(?:obviously|clearly|simply|merely|just(?!\s+(?:before|after|over|under|as|in)\b))\b/gi,
    message: 'this makes light of what was hard at the time',
    suggestion: 'nothing: leave the word out',
  },
  {
    id: 'blameless-why',
    reason: 'Asking why makes people defend themselves; asking how makes them describe.',
    pattern: /\bwhy\s+did(?:n['’]t)?\b/gi,
    message: 'a question that asks for a defence',
    suggestion: 'how did',
  },
  {
    id: 'blameless-single-cause',
    reason: 'Incidents have several causes; a single one is where the search was given up.',
    pattern: /\bthe\s+(?:only\s+|single\s+)?root\s+cause\b/gi,
    message:
      'one cause is named and contributingFactors has one entry; name what else made it possible or worse',
    suggestion: 'the contributing factors',
    applies: ({ data }) => data.contributingFactors.length < 2,
  },
];

/** Rules about how postmortems speak of people. They warn and never refuse: words are weighed by their readers. */
export const blamelessRules: readonly Rule[] = BLAMES.map((blame) => ({
  id: blame.id,
  level: 'warning',
  reason: blame.reason,
  *check({ book }): Generator<Complaint> {
    for (const entry of entriesOf(book, 'postmortems')) {
      if (blame.applies && !blame.applies(entry)) continue;
      for (const prose of proseOf(entry)) {
        if (blame.toldOnly && !prose.told) continue;
        const seen = new Map<string, number>();
        for (const match of prose.text.matchAll(blame.pattern)) {
          const words = match[0];
          const occurrence = seen.get(words) ?? 0;
          seen.set(words, occurrence + 1);
          yield {
            file: entry.source.file,
            at: prose.place(words, match.index, occurrence),
            message: `"${words.replace(/\s+/g, ' ')}": ${blame.message}`,
            suggestion: blame.suggestion,
          };
        }
      }
    }
  },
}));

/** Everything of a postmortem that people wrote in sentences. */
function* proseOf({ data, source }: Entry<'postmortems'>): Generator<Prose> {
  const field = (path: DataPath, text: string, told: boolean): Prose => ({
    text,
    told,
    place: (words, _index, occurrence) => source.locateWords(path, words, occurrence),
  });
  for (const key of ['title', 'summary', 'impact', 'trigger', 'resolution'] as const)
    yield field([key], data[key], true);
  for (const [index, { text }] of data.contributingFactors.entries())
    yield field(['contributingFactors', index, 'text'], text, true);
  for (const [index, { text }] of data.timeline.entries())
    yield field(['timeline', index, 'text'], text, true);
  for (const key of ['wentWell', 'wentPoorly', 'gotLucky'] as const) {
    for (const [index, text] of data.lessons[key].entries())
      yield field(['lessons', key, index], text, false);
  }
  for (const [index, { title }] of data.actionItems.entries())
    yield field(['actionItems', index, 'title'], title, false);
  const body = bodyProse(source);
  if (body) yield body;
}

/** The text below the front matter without code, which quotes and blames nobody. */
function bodyProse(source: Source): Prose | null {
  if (source.body === null || source.body.trim() === '') return null;
  const blank = (code: string) => code.replace(/[^\n]/g, ' ');
  const text = source.body
    .replace(/^( {0,3})(`{3,}|~{3,})[\s\S]*?^ {0,3}\2`*~* *$/gm, blank)
    .replace(/`[^`\n]*`/g, blank);
  return {
    text,
    told: true,
    place: (_words, index) => {
      const before = text.slice(0, index);
      const line = before.split('\n').length - 1;
      return { line: source.bodyLine + line, column: index - before.lastIndexOf('\n') };
    },
  };
}
