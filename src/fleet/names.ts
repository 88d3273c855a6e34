import type { DnsProbe } from '../schemas/probe.ts';

const TYPES = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 } as const satisfies Record<
  DnsProbe['record'],
  number
>;
const SERVER_FAILURE = 2;

/**
 * Answers one DNS query (RFC 1035) with what the probe expects to hear, or with a loopback address
 * and the like when it expects nothing in particular. A failing service answers SERVFAIL. `null` for
 * bytes that are no query.
 */
export function answerQuery(query: Buffer, probe: DnsProbe, good: boolean): Buffer | null {
  const end = questionEnd(query);
  if (end === null) return null;
  const values = probe.expect.length > 0 ? probe.expect : [defaultValue(probe)];
  const asked = query.readUInt16BE(end - 4);
  const records =
    good && asked === TYPES[probe.record] ? values.map((value) => record(probe.record, value)) : [];
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  // Response, recursion desired and available.
  header.writeUInt16BE(0x8180 | (good ? 0 : SERVER_FAILURE), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}

/** Offset just behind the first question; `null` where the bytes end before. */
function questionEnd(query: Buffer): number | null {
  let at = 12;
  while (at < query.length && query[at] !== 0) at += (query[at] as number) + 1;
  return at + 5 <= query.length ? at + 5 : null;
}

function defaultValue({ record: type, host }: DnsProbe): string {
  switch (type) {
    case 'A':
      return '127.0.0.1';
    case 'AAAA':
      return '::1';
    case 'CNAME':
    case 'NS':
      return `ns.${host}`;
    case 'MX':
      return `10 mail.${host}`;
    case 'TXT':
      return 'demonstration';
    default:
      return type satisfies never;
  }
}

function record(type: DnsProbe['record'], value: string): Buffer {
  const data = recordData(type, value);
  const head = Buffer.alloc(12);
  // A pointer to the name in the question.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TYPES[type], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function recordData(type: DnsProbe['record'], value: string): Buffer {
  switch (type) {
    case 'A':
      return Buffer.from(value.split('.').map(Number));
    case 'AAAA':
      return encodeIpv6(value);
    case 'CNAME':
    case 'NS':
      return encodeName(value);
    case 'MX': {
      const [priority, exchange] = value.split(' ');
      const head = Buffer.alloc(2);
      head.writeUInt16BE(Number(priority), 0);
      return Buffer.concat([head, encodeName(exchange ?? '')]);
    }
    case 'TXT': {
      const text = Buffer.from(value, 'utf8').subarray(0, 255);
      return Buffer.concat([Buffer.from([text.length]), text]);
    }
    default:
      return type satisfies never;
  }
}

function encodeName(name: string): Buffer {
  const labels = name.replace(/\.$/, '').split('.');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'ascii')])),
    Buffer.from([0]),
  ]);
}

function encodeIpv6(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined
      ? before
      : [...before, ...new Array(8 - before.length - after.length).fill('0'), ...after];
  const out = Buffer.alloc(16);
  for (const [i, group] of groups.entries()) out.writeUInt16BE(Number.parseInt(group, 16), i * 2);
  return out;
}
