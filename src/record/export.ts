import { closeSync, openSync, writeSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { RecordData } from './read.ts';

/** Formats a record can be exported to. */
export const EXPORT_FORMATS = ['csv', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Columns of an export, in order. Times are UTC; an absent latency or reason is empty, in Parquet null. */
export const EXPORT_COLUMNS = ['at', 'probe', 'location', 'outcome', 'latency_ms', 'reason'] as const;

/** Rows of CSV that are gathered before they are written. */
const CHUNK = 5000;

/** Writes every look of a record to a file, by probe, location and time; returns their number. */
export function exportRecord(record: RecordData, format: ExportFormat, file: string): number {
  switch (format) {
    case 'csv':
      return exportCsv(record, file);
    case 'parquet':
      return exportParquet(record, file);
    default: {
      const never: never = format;
      throw new RangeError(`unknown format "${never}"; use ${EXPORT_FORMATS.join(' or ')}`);
    }
  }
}

function exportCsv(record: RecordData, file: string): number {
  const out = openSync(file, 'w');
  try {
    let rows = [EXPORT_COLUMNS.join(',')];
    const flush = () => {
      writeSync(out, rows.map((row) => `${row}\r\n`).join(''));
      rows = [];
    };
    for (const series of allSeries(record)) {
      for (let i = 0; i < series.length; i += 1) {
        const at = new Date(series.at(i)).toISOString();
        const cells = [
          at,
          series.probe,
          series.location,
          series.outcome(i),
          series.latency(i),
          series.reason(i),
        ];
        rows.push(cells.map(csvCell).join(','));
        if (rows.length >= CHUNK) flush();
      }
    }
    flush();
  } finally {
    closeSync(out);
  }
  return record.sampleCount;
}

/** A cell by RFC 4180. */
function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function exportParquet(record: RecordData, file: string): number {
  const series = allSeries(record);
  const column = <T>(of: (each: (typeof series)[number], i: number) => T): T[] =>
    series.flatMap((each) => Array.from({ length: each.length }, (_, i) => of(each, i)));
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'at', type: 'TIMESTAMP', nullable: false, data: column((each, i) => new Date(each.at(i))) },
      { name: 'probe', type: 'STRING', nullable: false, data: column(({ probe }) => probe) },
      { name: 'location', type: 'STRING', nullable: false, data: column(({ location }) => location) },
      { name: 'outcome', type: 'STRING', nullable: false, data: column((each, i) => each.outcome(i)) },
      { name: 'latency_ms', type: 'INT32', nullable: true, data: column((each, i) => each.latency(i)) },
      { name: 'reason', type: 'STRING', nullable: true, data: column((each, i) => each.reason(i)) },
    ],
  });
  const out = openSync(file, 'w');
  try {
    writeSync(out, new Uint8Array(bytes));
  } finally {
    closeSync(out);
  }
  return record.sampleCount;
}

function allSeries(record: RecordData) {
  return record.probes.flatMap((probe) => record.seriesOf(probe));
}
