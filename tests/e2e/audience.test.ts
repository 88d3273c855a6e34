import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { filesBelow, pagesBelow, textOf } from './files.ts';

/** Internal words of the sample book that no customer may ever read. */
const INTERNAL = [
  '#ops-alerts',
  '#devops-support',
  '#incidents-critical',
  '#ops-general',
  '#security-alerts',
  'aifilmstudio.pagerduty.com',
  'thorbis-production',
  'critical-response',
  'status.aifilmstudio.com',
  'WhatsApp',
  'DATABASE_URL',
  'OPENAI_API_KEY',
  'runbook',
  'support-responder',
  'finance-tracker',
  'HQ/Owner',
  'Enterprise support',
  'Premium Support',
  'postgres',
  '.test/health',
  '.test:',
  '[STATUS]',
  '[BODY]',
  'content/',
  'SEV1',
  'escalat',
];

/** Traces of broken encodings, unfilled templates and unwritten values. */
const GARBLED = [
  'â€',
  'ðŸ',
  'üö',
  'üè',
  'üì',
  'üõ',
  'üî',
  'Ô∏',
  '[ISO-8601',
  '[To be defined',
  '[Contact info',
  '[secure-secret]',
  '@.claude',
  '[object Object]',
];

describe('audiences', () => {
  it('[G55] [K60] no byte of the public site holds an internal word', () => {
    const folder = inject('publicDir');
    const found: string[] = [];
    for (const file of filesBelow(folder)) {
      const bytes = readFileSync(path.join(folder, file), 'latin1');
      const lower = bytes.toLowerCase();
      for (const word of INTERNAL) {
        // A placeholder of conditions has capitals; `[Status](…)` is a link of Markdown.
        const there = word.startsWith('[') ? bytes.includes(word) : lower.includes(word.toLowerCase());
        if (there) found.push(`${file}: ${word}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('[K03] no output holds a garbled character or an unfilled template', () => {
    const found: string[] = [];
    for (const folder of [inject('internalDir'), inject('publicDir')]) {
      for (const file of filesBelow(folder).filter(
        (name) =>
          /\.(?:html|json|xml|txt|js)$/.test(name) &&
          !name.startsWith('pagefind/') &&
          name !== 'chart-library.js',
      )) {
        const text = readFileSync(path.join(folder, file), 'utf8');
        for (const word of GARBLED) if (text.includes(word)) found.push(`${file}: ${word}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('[K04] no page prints undefined, NaN or null for a value', () => {
    const found = [...pagesBelow(inject('internalDir')), ...pagesBelow(inject('publicDir'))].flatMap(
      ({ file, html }) =>
        [...textOf(html).matchAll(/.{0,30}\b(?:undefined|NaN|null)\b.{0,20}/g)].map(
          (match) => `${file}: ${match[0]}`,
        ),
    );
    // Prose about commands may speak of null; a cell that is nothing else may not.
    expect(found.filter((line) => / (?:undefined|NaN|null) *$/.test(line))).toEqual([]);
    expect(found.filter((line) => /NaN|undefined/.test(line))).toEqual([]);
  });
});
