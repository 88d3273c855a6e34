import { nearest } from '../book/finding.ts';
import { IMPACTS, INCIDENT_STATES } from '../schemas/incident.ts';
import { literal, plainText } from './text.ts';

export type State = Exclude<(typeof INCIDENT_STATES)[number], 'postmortem'>;
export type Impact = (typeof IMPACTS)[number];

/** One thing that a comment asks for. */
export type Command =
  | { readonly kind: 'status'; readonly state: State; readonly text: string }
  | { readonly kind: 'severity'; readonly severity: string }
  | { readonly kind: 'component'; readonly service: string; readonly impact: Impact | null }
  | { readonly kind: 'publish' }
  | { readonly kind: 'postmortem' }
  | { readonly kind: 'ack' };

/** Words that commands may use. */
export interface Vocabulary {
  /** Levels of severity of the domain. */
  readonly levels: readonly string[];
  /** Ids of services. */
  readonly services: readonly string[];
  /** Domain of the incident: its services need not be named in full. */
  readonly domain: string;
}

/** What a comment says: commands in their order, and what is wrong with others, in words that GitHub shows as they are. */
export interface Spoken {
  readonly commands: readonly Command[];
  readonly problems: readonly string[];
}

const STATES = INCIDENT_STATES.filter((state): state is State => state !== 'postmortem');

/** How each command is written. */
export const COMMANDS = {
  status: `/status ${STATES.join('|')} TEXT`,
  severity: '/severity LEVEL',
  component: `/component ID ${IMPACTS.join('|')}`,
  publish: '/publish',
  postmortem: '/postmortem',
  ack: '/ack',
} as const satisfies Record<Command['kind'], string>;

const WORDS = Object.keys(COMMANDS) as Command['kind'][];
const MOST_COMMANDS = 20;

/**
 * What a comment asks for; null for one that does not begin with a command. Each line that begins with a command is one;
 * lines below a `/status` go on with its text.
 */
export function spokenIn(body: string, words: Vocabulary): Spoken | null {
  const lines = plainText(body).split('\n');
  if (!isCommand(lines[0] ?? '')) return null;
  const blocks: string[][] = [];
  for (const line of lines) {
    if (isCommand(line)) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  }
  const commands: Command[] = [];
  const problems: string[] = [];
  for (const block of blocks.slice(0, MOST_COMMANDS)) {
    const read = commandOf(block, words);
    if (typeof read === 'string') problems.push(read);
    else commands.push(read);
  }
  if (blocks.length > MOST_COMMANDS)
    problems.push(`Only the first ${MOST_COMMANDS} of ${blocks.length} commands were read.`);
  return { commands, problems };
}

/** A word after a slash and nothing but letters in it; a path such as /var/log is none. */
function isCommand(line: string): boolean {
  return /^\/[A-Za-z][A-Za-z-]*(?:\s|$)/.test(line);
}

function commandOf([first = '', ...below]: readonly string[], words: Vocabulary): Command | string {
  const [, written = '', rest = ''] = /^\/(\S+)\s*(.*)$/.exec(first) ?? [];
  const kind = WORDS.find((word) => word === written.toLowerCase());
  switch (kind) {
    case undefined:
      return unknown(`/${written}`, nearest(written, WORDS), WORDS, '/');
    case 'status':
      return statusOf(rest, below);
    case 'severity': {
      const severity = exact(rest, words.levels);
      return severity === undefined
        ? unknown(`/severity ${rest}`, nearest(rest, words.levels), words.levels, '/severity ')
        : { kind, severity };
    }
    case 'component':
      return componentOf(rest, words);
    case 'publish':
    case 'postmortem':
    case 'ack':
      return { kind };
    default:
      throw new RangeError(`unknown command ${String(kind satisfies never)}`);
  }
}

function statusOf(rest: string, below: readonly string[]): Command | string {
  const [, word = '', text = ''] = /^(\S*)\s*(.*)$/.exec(rest) ?? [];
  const state = exact(word.replace(/[:,.]$/, ''), STATES);
  if (state === undefined) return unknown(`/status ${word}`, nearest(word, STATES), STATES, '/status ');
  return { kind: 'status', state, text: [text, ...below].join('\n').trim() };
}

function componentOf(rest: string, { services, domain }: Vocabulary): Command | string {
  const [, id = '', said = ''] = /^(\S*)\s*(.*)$/.exec(rest) ?? [];
  const service = exact(id, services) ?? exact(`${domain}/${id}`, services);
  if (service === undefined) {
    const near = services.filter((each) => each.startsWith(`${domain}/`));
    return unknown(`/component ${id}`, nearest(id, services), near, '/component ');
  }
  if (said === '') return { kind: 'component', service, impact: null };
  const impact = exact(said.replace(/[_-]/g, ' '), IMPACTS);
  const shown = `/component ${id} `;
  return impact === undefined
    ? unknown(`${shown}${said}`, nearest(said, IMPACTS), IMPACTS, shown)
    : { kind: 'component', service, impact };
}

/** The word that was meant, where only its case differs. */
function exact<T extends string>(written: string, words: readonly T[]): T | undefined {
  const lower = written.trim().toLowerCase();
  return words.find((word) => word.toLowerCase() === lower);
}

const MOST_SHOWN = 12;

function unknown(written: string, near: string | null, all: readonly string[], before: string): string {
  const valid = all.slice(0, MOST_SHOWN).map((word) => literal(`${before}${word}`));
  const more = all.length > MOST_SHOWN ? `, and ${all.length - MOST_SHOWN} more` : '';
  const meant = near === null ? '' : ` Did you mean ${literal(`${before}${near}`)}?`;
  return `${literal(written, 100)} is not known.${meant} Known: ${valid.join(', ') || 'none'}${more}.`;
}
