import { HtmlValidate } from 'html-validate';
import { describe, expect, inject, it } from 'vitest';
import { pagesBelow } from './files.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Style of spelling, not of meaning: the compressor writes the doctype and attributes its own way.
    'doctype-style': 'off',
    'attr-quotes': 'off',
    'void-style': 'off',
    'no-trailing-whitespace': 'off',
    // A long heading makes a long title; nothing breaks.
    'long-title': 'off',
    // A wide table scrolls inside a named group; fieldset is for form fields.
    'prefer-native-element': ['error', { exclude: ['group'] }],
    // Addresses of alerts lead to their runbook at once.
    'meta-refresh': 'off',
  },
});

describe('HTML', () => {
  for (const audience of ['internalDir', 'publicDir'] as const) {
    it(`finds nothing wrong with any page in ${audience}`, async () => {
      const found: string[] = [];
      const pages = pagesBelow(inject(audience));
      expect(pages.length).toBeGreaterThan(10);
      for (const { file, html } of pages) {
        const report = await validator.validateString(html, file);
        for (const message of report.results.flatMap((result) => result.messages))
          found.push(`${file}:${message.line}:${message.column} ${message.ruleId} ${message.message}`);
      }
      expect([...new Set(found)].slice(0, 40)).toEqual([]);
    }, 240_000);
  }
});
