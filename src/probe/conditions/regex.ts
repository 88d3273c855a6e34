import vm from 'node:vm';

/** Longest time in milliseconds that one regular expression may take. */
const REGEX_LIMIT_MS = 100;

let room: vm.Context | undefined;
const scripts = new Map<string, vm.Script>();

/**
 * Whether a regular expression (flag `u`) is found in a text; `null` when it took too long. Runs under a
 * watchdog, because an expression that backtracks without end would hold up every other look.
 * Throws `SyntaxError` when the pattern is none.
 */
export function matchesRegex(pattern: string, text: string): boolean | null {
  room ??= vm.createContext({ text: '' });
  const script =
    scripts.get(pattern) ?? new vm.Script(`new RegExp(${JSON.stringify(pattern)}, 'u').test(text)`);
  scripts.set(pattern, script);
  room['text'] = text;
  try {
    return script.runInContext(room, { timeout: REGEX_LIMIT_MS }) === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  } finally {
    room['text'] = '';
  }
}
