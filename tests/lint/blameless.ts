import { edited, smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const FILE = 'postmortems/2026-01-01-shop.mdx';
const timeline = (text: string) => edited(FILE, 'A probe failed', text);
const lesson = (text: string) => edited(FILE, 'lessons: {}', `lessons: { wentPoorly: [${text}] }`);
const told = (text: string) => edited(FILE, /---\n$/, `---\n${text}\n`);
/** Column at which the text of the second line of the timeline begins. */
const AT = `${FILE}:22:56`;
const at = (offset: number) => `${FILE}:22:${56 + offset}`;

/** Words about people that a postmortem does without, and words that only look like them. */
export const BLAMELESS: Readonly<Record<string, readonly Case[]>> = {
  'blameless-human-error': [
    {
      name: '[G23] an error of a person',
      files: timeline('Human error broke it'),
      expected: [`${AT} (a step that the tools allowed)`],
    },
    { name: 'an error of a server', files: timeline('An error of the server'), expected: [] },
  ],
  'blameless-judgement': [
    {
      name: '[G23] judgements in the text, each at its own place',
      files: told('It was a careless change,\nand a second careless one.'),
      expected: [
        `${FILE}:27:10 (with the information at hand)`,
        `${FILE}:28:14 (with the information at hand)`,
      ],
    },
    {
      name: 'words of code',
      files: told('`stupid` is a flag of git:\n\n```sh\ngit --stupid\n```'),
      expected: [],
    },
  ],
  'blameless-hindsight': [
    {
      name: '[G23] what was not done, in a folded value',
      files: edited(
        FILE,
        'impact: Nobody could buy.',
        'impact: >-\n  Nobody could\n  buy. The test should\n  have failed.',
      ),
      expected: [`${FILE}:16:17 (what happened instead)`],
    },
    {
      name: 'a lesson that weighs what was possible',
      files: lesson('It could have lasted longer'),
      expected: [],
    },
  ],
  'blameless-handle': [
    {
      name: '[G23] the second of two handles of one person',
      files: timeline('Then @kim asked @kim'),
      expected: [`${at(5)} (the primary on-call)`, `${at(16)} (the primary on-call)`],
    },
    {
      name: '[K34] an address, a package and an ordinary name',
      files: timeline('ops@acme.test installs @acme/tool from Paris'),
      expected: [],
    },
  ],
  'blameless-omission': [
    {
      name: '[G23] a person who forgot',
      files: timeline('The on-call engineer forgot to say so'),
      expected: [`${AT} (nothing reminded anybody to)`],
    },
    {
      name: '[K34] a service that failed to answer',
      files: timeline('The shop failed to answer'),
      expected: [],
    },
  ],
  'blameless-minimiser': [
    {
      name: '[G23] what was plain afterwards',
      files: lesson('It clearly was the release'),
      expected: [`${FILE}:19:28 (nothing: leave the word out)`],
    },
    { name: 'just before', files: timeline('This was just before the release'), expected: [] },
  ],
  'blameless-why': [
    {
      name: '[G23] a question that asks for a defence',
      files: told('Why did it take so long?'),
      expected: [`${FILE}:27:1 (how did)`],
    },
    { name: 'how', files: told('How did it take so long, and why?'), expected: [] },
  ],
  'blameless-single-cause': [
    {
      name: '[G23] one root cause and one factor',
      files: told('The root cause was the release.'),
      expected: [`${FILE}:27:1 (the contributing factors)`],
    },
    {
      name: 'a root cause among several factors',
      files: edited(
        FILE,
        '}]\nresolution',
        '}, { category: process, text: Nobody could try it }]\nresolution',
      ).set('guides/acme/x.mdx', smallBook().get('guides/acme/basics.mdx') as string),
      expected: [],
    },
  ],
};
