import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { Config } from '../schemas/config.ts';

/**
 * The settings of the book, for the start of Astro. Anything that is wrong with them is reported by
 * `check`, which runs before every build; here an unreadable file only means default settings.
 */
export function readConfig(content: string): Config {
  try {
    const parsed = Config.safeParse(parse(readFileSync(path.join(content, 'watchbook.yaml'), 'utf8')));
    if (parsed.success) return parsed.data;
  } catch {
    // Reported by check with line and column.
  }
  return Config.parse({ name: 'Watchbook' });
}
