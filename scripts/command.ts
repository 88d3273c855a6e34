/** Exit codes of every command: fine, findings, wrong usage, environment (network, git, disk). */
export const EXIT = { fine: 0, findings: 1, usage: 2, environment: 3 } as const;

/** Parses arguments; prints the help on --help, and on wrong usage the reason and exit code 2. */
export function usage<T extends { values: Record<string, unknown> }>(help: string, parse: () => T): T {
  try {
    const parsed = parse();
    if (parsed.values.help === true) {
      console.log(help);
      process.exit(EXIT.fine);
    }
    return parsed;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(EXIT.usage);
  }
}
