import { LineCounter, parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { Slo } from '../schemas/slo.ts';
import { ENTRY_ANNOTATION, openSloDocuments, termsOf } from './export.ts';
import { sameData } from './same.ts';
import { NOT_CARRIED, type OpenSlo, OpenSloDocument } from './schema.ts';
import { readTerms } from './terms.ts';

/** A document that was not imported, and why. */
export interface Refused {
  readonly file: string;
  readonly line: number;
  /** Kind and name, as far as they could be read. */
  readonly name: string;
  readonly why: string;
}

/** Content files by path below the content folder, and what was refused. */
export interface Imported {
  readonly entries: ReadonlyMap<string, string>;
  readonly refused: readonly Refused[];
}

interface Placed {
  readonly file: string;
  readonly line: number;
  readonly document: OpenSloDocument;
}

/**
 * Objectives out of OpenSLO v1 documents. What was exported from a book comes back as it was, unless somebody changed the
 * document: then its title, description and terms hold. A document from elsewhere becomes an objective that nothing
 * measures yet, because its queries are no probes; its documents are kept and an export gives them back. Everything that
 * cannot be carried is refused with its place and reason, and so is a document that no objective among the files uses.
 */
export function importOpenSlo(
  texts: readonly { readonly file: string; readonly text: string }[],
  into: { readonly domain: string; readonly owner: string },
): Imported {
  const refused: Refused[] = [];
  const placed = texts.flatMap(({ file, text }) => readDocuments(file, text, refused));
  const used = new Set<OpenSloDocument>();
  const entries = new Map<string, string>();
  for (const { file, line, document } of placed) {
    if (document.kind !== 'SLO') continue;
    used.add(document);
    const name = `SLO ${document.metadata.name}`;
    try {
      const family = familyOf(document, placed);
      for (const one of family) used.add(one);
      const path = `slos/${into.domain}/${document.metadata.name}.yaml`;
      if (entries.has(path)) throw new RangeError('another SLO of this name was imported before it');
      entries.set(path, stringify(entryOf(document, family, into), { lineWidth: 110 }));
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof z.ZodError)) throw error;
      const why = error instanceof z.ZodError ? issuesOf(error) : error.message;
      refused.push({ file, line, name, why });
      for (const one of placed) if (refersTo(document, one.document)) used.add(one.document);
    }
  }
  for (const { file, line, document } of placed) {
    if (used.has(document)) continue;
    refused.push({
      file,
      line,
      name: `${document.kind} ${document.metadata.name}`,
      why: 'no SLO among the files uses it; import it together with one that does',
    });
  }
  return { entries, refused };
}

function readDocuments(file: string, text: string, refused: Refused[]): Placed[] {
  const lines = new LineCounter();
  const found: Placed[] = [];
  for (const document of parseAllDocuments(text, { lineCounter: lines })) {
    if (!('contents' in document) || document.contents === null) continue;
    const line = lines.linePos(document.contents.range?.[0] ?? 0).line;
    const [error] = document.errors;
    if (error) {
      refused.push({ file, line, name: 'document', why: error.message.split('\n')[0] ?? 'no YAML' });
      continue;
    }
    const data = document.toJS() as unknown;
    for (const one of Array.isArray(data) ? data : [data]) {
      const { apiVersion, kind, metadata } = (one ?? {}) as Record<string, unknown>;
      const name =
        `${String(kind ?? 'document')} ${String((metadata as { name?: unknown } | undefined)?.name ?? '')}`.trim();
      const why = foreign(apiVersion, kind);
      if (why !== null) {
        refused.push({ file, line, name, why });
        continue;
      }
      const parsed = OpenSloDocument.safeParse(one);
      if (parsed.success) found.push({ file, line, document: parsed.data });
      else refused.push({ file, line, name, why: issuesOf(parsed.error) });
    }
  }
  return found;
}

function foreign(apiVersion: unknown, kind: unknown): string | null {
  if (apiVersion !== 'openslo/v1') return `apiVersion ${String(apiVersion)}: only openslo/v1 is read`;
  if (typeof kind === 'string' && Object.hasOwn(NOT_CARRIED, kind)) return NOT_CARRIED[kind] as string;
  return null;
}

function issuesOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'document'}: ${message}`).join('; ');
}

/** Documents that make up an objective: its service where it is there, its SLI, itself, its policies and their conditions. */
function familyOf(slo: OpenSlo, placed: readonly Placed[]): OpenSloDocument[] {
  const named = (kind: OpenSloDocument['kind'], name: string) =>
    placed.find(({ document }) => document.kind === kind && document.metadata.name === name)?.document;
  const needed = (kind: OpenSloDocument['kind'], name: string, by: string) => {
    const found = named(kind, name);
    if (!found) throw new RangeError(`${by} names ${name}, and no ${kind} of that name is among the files`);
    return found;
  };
  const { indicator, indicatorRef, alertPolicies, service } = slo.spec;
  if ((indicator === undefined) === (indicatorRef === undefined))
    throw new RangeError('an SLO has indicator or indicatorRef, one of the two');
  const family: OpenSloDocument[] = [];
  const owner = named('Service', service);
  if (owner) family.push(owner);
  if (indicatorRef !== undefined) family.push(needed('SLI', indicatorRef, 'indicatorRef'));
  family.push(slo);
  for (const one of alertPolicies ?? []) {
    const policy =
      'alertPolicyRef' in one ? needed('AlertPolicy', one.alertPolicyRef, 'alertPolicyRef') : null;
    if (policy) family.push(policy);
    const conditions =
      policy?.kind === 'AlertPolicy' ? policy.spec.conditions : 'spec' in one ? one.spec.conditions : [];
    for (const condition of conditions) {
      if ('conditionRef' in condition)
        family.push(needed('AlertCondition', condition.conditionRef, 'conditionRef'));
    }
  }
  return family;
}

function refersTo(slo: OpenSlo, document: OpenSloDocument): boolean {
  const { name } = document.metadata;
  switch (document.kind) {
    case 'Service':
      return slo.spec.service === name;
    case 'SLI':
      return slo.spec.indicatorRef === name;
    case 'AlertPolicy':
      return (slo.spec.alertPolicies ?? []).some(
        (one) => 'alertPolicyRef' in one && one.alertPolicyRef === name,
      );
    default:
      return false;
  }
}

function entryOf(
  slo: OpenSlo,
  family: readonly OpenSloDocument[],
  into: { readonly domain: string; readonly owner: string },
): unknown {
  const terms = readTerms(slo);
  const kept = slo.metadata.annotations?.[ENTRY_ANNOTATION];
  if (kept !== undefined) return ownEntry(slo, kept, family);
  const title = (slo.metadata.displayName ?? slo.metadata.name).slice(0, 80);
  const entry = {
    title: title.length < 4 ? `Objective ${title}` : title,
    summary: summaryOf(slo),
    domain: into.domain,
    owner: into.owner,
    sli: { kind: 'not measured', needs: needsOf(slo, family) },
    ...writtenTerms(terms),
    stated: `${percentOf(terms.target)}%`,
    openslo: family,
    doubts: [
      'It was imported from OpenSLO; its queries and alert policies are kept for export and not evaluated here.',
    ],
  };
  Slo.parse(entry);
  return entry;
}

/** The entry that a document was exported from, with whatever was changed in the document since. */
function ownEntry(slo: OpenSlo, kept: string, family: readonly OpenSloDocument[]): unknown {
  const data = Slo.parse(JSON.parse(kept));
  const about = family.find(({ kind }) => kind === 'Service');
  const exported = openSloDocuments(
    { id: slo.metadata.name, domain: data.domain, data },
    { title: about?.metadata.displayName ?? '', summary: about?.spec.description ?? '' },
  );
  for (const kind of ['SLI', 'AlertPolicy', 'AlertCondition'] as const) {
    const of = (documents: readonly OpenSloDocument[]) => documents.filter((one) => one.kind === kind);
    if (!sameData(of(exported), of(family)))
      throw new RangeError(
        `its ${kind} was changed since it was exported; what it says is kept in the book, so change it there`,
      );
  }
  const again = exported.find(({ kind }) => kind === 'SLO');
  const terms = readTerms(slo);
  const before = again?.kind === 'SLO' ? readTerms(again) : termsOf(data);
  const { window, calendar, method, slice, target, ...rest } = data;
  const held = sameData(terms, before) ? { window, calendar, method, slice, target } : writtenTerms(terms);
  const entry = {
    ...rest,
    title: slo.metadata.displayName ?? data.title,
    summary: slo.spec.description ?? data.summary,
    ...held,
  };
  return JSON.parse(JSON.stringify(Slo.parse(entry)));
}

function writtenTerms({ target, window, calendar, method, slice }: ReturnType<typeof readTerms>) {
  return {
    target,
    ...(window === undefined ? {} : { window }),
    ...(calendar ? { calendar } : {}),
    method,
    ...(slice ? { slice } : {}),
  };
}

function summaryOf({ metadata, spec }: OpenSlo): string {
  const text = spec.description ?? '';
  if (text.length < 10) return `The objective ${metadata.name} of the service ${spec.service}.`;
  return text.length <= 240 ? text : `${text.slice(0, 239)}…`;
}

function needsOf(slo: OpenSlo, family: readonly OpenSloDocument[]): string {
  const sli = family.find(({ kind }) => kind === 'SLI');
  const spec = slo.spec.indicator?.spec ?? (sli?.kind === 'SLI' ? sli.spec : undefined);
  const name = slo.spec.indicator?.metadata.name ?? slo.spec.indicatorRef ?? slo.metadata.name;
  const what = spec?.thresholdMetric ? 'a metric with a threshold' : 'a ratio of two counts';
  return `A probe that sees what the OpenSLO indicator ${name} asks its metrics system: ${what}.`;
}

function percentOf(target: string): string {
  const digits = target.slice(2).padEnd(2, '0');
  const part = digits.slice(2);
  return `${Number(digits.slice(0, 2))}${part === '' ? '' : `.${part}`}`;
}
