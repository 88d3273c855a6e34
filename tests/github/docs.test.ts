import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/github/command.ts';
import { Config } from '../../src/schemas/config.ts';
import { IMPACTS, INCIDENT_STATES } from '../../src/schemas/incident.ts';

const text = readFileSync(new URL('../../docs/github.md', import.meta.url), 'utf8');

test('docs/github.md names every command, every state and every impact', () => {
  for (const word of Object.keys(COMMANDS)) expect(text).toContain(`\`/${word}`);
  for (const word of [...INCIDENT_STATES.filter((state) => state !== 'postmortem'), ...IMPACTS])
    expect(text).toMatch(new RegExp(`(?:\`|status )${word}\``));
});

test('the settings in docs/github.md are ones that the schema takes', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  const settings = Config.parse({ name: 'Test book', ...(parse(yaml) as object) });
  expect(settings.alerting.github).toEqual({ urgency: 2, label: 'incident' });
});
