import { z } from 'zod';
import { Duration } from './duration.ts';
import { ref } from './reference.ts';
import { Slug, WebUrl } from './vocabulary.ts';

/** How many looks in a row must agree before the state of a component changes. */
export const Confirmation = z.strictObject({
  down: z.int().min(1).max(10).default(2).describe('Failed looks in a row before an outage is confirmed.'),
  up: z.int().min(1).max(10).default(2).describe('Good looks in a row before a confirmed outage counts as recovered.'),
});
export type Confirmation = z.infer<typeof Confirmation>;

const common = {
  id: Slug.describe('Name of the probe within its service; the record keeps it for ever, so do not rename it lightly.'),
  title: z.string().min(2).max(60).optional().describe('What the probe looks at, in a reader\'s words.'),
  interval: Duration.default('5m').describe('Time from one look to the next.'),
  timeout: Duration.default('10s').describe('Hard limit for one look, everything included; a look that takes longer is down.'),
  retries: z.int().min(0).max(3).default(0).describe('Further tries within the same look before it counts as failed.'),
  confirm: Confirmation.prefault({}).describe('Confirmation policy, so that one lost packet wakes nobody.'),
  conditions: z
    .array(z.string().min(3))
    .default([])
    .describe('All must hold for the look to be good, such as "[STATUS] == 200"; an operand that cannot be resolved fails the look.'),
  degradedAfter: Duration.optional().describe('A good look that took longer than this is degraded.'),
  runbook: ref('runbooks').optional().describe('The runbook to open when this probe fails.'),
  tags: z.array(Slug).default([]).describe('Words to select probes by.'),
};

/** Host names as certificates and resolvers see them. */
const Host = z.string().regex(/^[A-Za-z0-9.-]+$|^\[[0-9a-fA-F:]+\]$/, 'a host name or address without scheme or path');
const Port = z.int().min(1).max(65535);

export const HttpProbe = z.strictObject({
  ...common,
  kind: z.literal('http').describe('One HTTP or HTTPS request.'),
  url: WebUrl.describe('Address to request.'),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET').describe('Request method.'),
  headers: z.record(z.string(), z.string()).default({}).describe('Request headers.'),
  body: z.string().optional().describe('Request body, sent as it stands.'),
  maxRedirects: z.int().min(0).max(10).default(3).describe('Redirects to follow before the look fails.'),
  insecure: z.boolean().default(false).describe('True to accept a certificate that does not verify; a separate tls probe should then watch it.'),
});

export const TcpProbe = z.strictObject({
  ...common,
  kind: z.literal('tcp').describe('A TCP connection, with an optional exchange.'),
  host: Host.describe('Host to connect to.'),
  port: Port.describe('Port to connect to.'),
  send: z.string().optional().describe('Text to send once connected.'),
  expect: z.string().optional().describe('Text that the answer must contain.'),
});

export const TlsProbe = z.strictObject({
  ...common,
  kind: z.literal('tls').describe('A TLS handshake that reads the certificate.'),
  host: Host.describe('Host to connect to and name the certificate must carry.'),
  port: Port.default(443).describe('Port to connect to.'),
  warnDays: z.int().min(1).default(21).describe('Fewer days to expiry than this is degraded.'),
  critDays: z.int().min(0).default(3).describe('Fewer days to expiry than this is down.'),
  allowUntrusted: z.boolean().default(false).describe('True to look only at expiry and name, not at who signed the certificate.'),
});

export const DnsProbe = z.strictObject({
  ...common,
  kind: z.literal('dns').describe('A DNS query.'),
  host: Host.describe('Name to ask for.'),
  record: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A').describe('Record type to ask for.'),
  expect: z.array(z.string()).default([]).describe('Answers that must all be present; empty accepts any answer.'),
  resolver: z.string().optional().describe('Address and port of the resolver to ask, such as 127.0.0.1:5353; the machine\'s own when absent.'),
});

/** A way to look at a service from outside. */
export const Probe = z
  .discriminatedUnion('kind', [HttpProbe, TcpProbe, TlsProbe, DnsProbe])
  .describe('A way to look at the service from outside.');
export type Probe = z.infer<typeof Probe>;
export type HttpProbe = z.infer<typeof HttpProbe>;
export type TcpProbe = z.infer<typeof TcpProbe>;
export type TlsProbe = z.infer<typeof TlsProbe>;
export type DnsProbe = z.infer<typeof DnsProbe>;

/** A probe with the service it belongs to and its full, stable id. */
export type BoundProbe = Probe & { readonly fullId: string; readonly service: string };
