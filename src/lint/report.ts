import type { Finding } from '../book/finding.ts';

/** One finding on one line: `file:line:column  rule  message  (did you mean …?)`. */
export function formatFinding(finding: Finding): string {
  const place = `${finding.file}:${finding.line}:${finding.column}`;
  const hint = finding.suggestion === null ? '' : `  (did you mean ${finding.suggestion}?)`;
  const level = finding.level === 'error' ? '' : `${finding.level}: `;
  return `${place}  ${finding.rule}  ${level}${finding.message}${hint}`;
}

/** A finding as a GitHub workflow command, so that it appears on the line in a pull request. */
export function formatAnnotation(finding: Finding): string {
  const command = finding.level === 'note' ? 'notice' : finding.level;
  const hint = finding.suggestion === null ? '' : ` Did you mean ${finding.suggestion}?`;
  const properties = [
    `file=${escapeProperty(finding.file)}`,
    `line=${finding.line}`,
    `col=${finding.column}`,
    `title=${escapeProperty(finding.rule)}`,
  ].join(',');
  return `::${command} ${properties}::${escapeData(finding.message + hint)}`;
}

/** The findings as JSON with stable key order, for machines. */
export function formatJson(findings: readonly Finding[]): string {
  return JSON.stringify(
    {
      version: 1,
      errors: count(findings, 'error'),
      warnings: count(findings, 'warning'),
      notes: count(findings, 'note'),
      findings,
    },
    null,
    2,
  );
}

/** How many findings there are, in a sentence. */
export function summarise(findings: readonly Finding[], files: number): string {
  const parts = (['error', 'warning', 'note'] as const)
    .map((level) => [count(findings, level), level] as const)
    .filter(([number]) => number > 0)
    .map(([number, level]) => `${number} ${level}${number === 1 ? '' : 's'}`);
  return `${files} ${files === 1 ? 'entry' : 'entries'} checked: ${parts.length > 0 ? parts.join(', ') : 'nothing to mend'}`;
}

function count(findings: readonly Finding[], level: Finding['level']): number {
  return findings.filter((finding) => finding.level === level).length;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
