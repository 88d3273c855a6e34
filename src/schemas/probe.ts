import { z } from 'zod';
import { Duration } from './duration.ts';
import { ref } from './reference.ts';
import { Slug, WebUrl } from './vocabulary.ts';

/** How many looks in a row must agree before the state of a component changes. */
export const Confirmation = z
  .strictObject({
    down: z.int().min(1).max(10).default(2).describe('Failed looks in a row before an outage is confirmed.'),
    up: z
      .int()
      .min(1)
      .max(10)
      .default(2)
      .describe('Good looks in a row before a confirmed outage counts as recovered.'),
    of: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe(
        'Newest looks among which the failed ones are counted: down 3 of 5. One more than down when absent; the same as down asks for failures in a row.',
      ),
    locations: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe(
        'Locations that must see the outage before it counts; a majority of those that look when absent.',
      ),
    steady: Duration.optional().describe(
      'Time that the good looks must span before an outage ends, so that a service that flaps has one outage and not twenty.',
    ),
  })
  .refine((policy) => policy.of === undefined || policy.of >= policy.down, {
    path: ['of'],
    error: 'of must be at least down: no window of 2 looks holds 3 failed ones',
  });
export type Confirmation = z.infer<typeof Confirmation>;

/** Full id that a probe had: the id of its service, a slash, and its own. */
const FormerProbeId = z
  .string()
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*){2,}$/,
    'write the full id that it had, such as shop/checkout/http',
  );

const common = {
  id: Slug.describe(
    'Name of the probe within its service; the record keeps it for ever, so do not rename it lightly.',
  ),
  title: z.string().min(2).max(60).optional().describe("What the probe looks at, in a reader's words."),
  formerIds: z
    .array(FormerProbeId)
    .default([])
    .describe(
      'Full ids under which this probe was recorded before: domain, service and probe joined by slashes; its history follows it.',
    ),
  interval: Duration.default('5m').describe('Time from one look to the next.'),
  timeout: Duration.default('10s').describe(
    'Hard limit for one look, everything included; a look that takes longer is down.',
  ),
  retries: z
    .int()
    .min(0)
    .max(3)
    .default(0)
    .describe('Further tries within the same look before it counts as failed.'),
  confirm: Confirmation.prefault({}).describe('Confirmation policy, so that one lost packet wakes nobody.'),
  conditions: z
    .array(z.string().min(3))
    .default([])
    .describe(
      'All must hold for the look to be good, such as "[STATUS] == 200"; an operand that cannot be resolved fails the look.',
    ),
  degradedAfter: Duration.optional().describe('A good look that took longer than this is degraded.'),
  downAfter: Duration.optional().describe('A look that took longer than this is down, whatever it found.'),
  degradedWhen: z
    .array(z.string().min(3))
    .default([])
    .describe(
      'A good look is degraded when one of these holds, such as "[BODY].queue > 100", or when one cannot be decided.',
    ),
  runbook: ref('runbooks').optional().describe('The runbook to open when this probe fails.'),
  tags: z.array(Slug).default([]).describe('Words to select probes by.'),
};

/** Host names as certificates and resolvers see them. */
const Host = z
  .string()
  .regex(/^[A-Za-z0-9.-]+$|^\[[0-9a-fA-F:]+\]$/, 'a host name or address without scheme or path');
const Port = z.int().min(1).max(65535);

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const family = z
  .union([z.literal(4), z.literal(6)])
  .optional()
  .describe(
    '4 or 6 to connect only over this version of the Internet Protocol; whichever answers first when absent.',
  );

/** How requests are made, for the kinds that make several or one. */
const transport = {
  maxRedirects: z.int().min(0).max(10).default(3).describe('Redirects to follow before the look fails.'),
  insecure: z
    .boolean()
    .default(false)
    .describe(
      'True to accept a certificate that does not verify; a separate tls probe should then watch it.',
    ),
  httpVersion: z
    .enum(['1.1', '2'])
    .default('1.1')
    .describe('Version of HTTP to speak; with 2 a server that only speaks 1.1 is down.'),
  minTls: z.enum(['TLSv1.2', 'TLSv1.3']).optional().describe('Oldest version of TLS to accept.'),
  family,
};

export const HttpProbe = z.strictObject({
  ...common,
  kind: z.literal('http').describe('One HTTP or HTTPS request.'),
  url: WebUrl.describe('Address to request.'),
  method: z.enum(METHODS).default('GET').describe('Request method.'),
  headers: z.record(z.string(), z.string()).default({}).describe('Request headers.'),
  body: z.string().optional().describe('Request body, sent as it stands.'),
  ...transport,
});

/** Where a value that a step keeps comes from: a placeholder of conditions, such as `[BODY].token`. */
const Kept = z
  .string()
  .regex(/^\[(?:BODY|HEADER|STATUS)\]/, 'a placeholder such as [BODY].token or [HEADER].location');

export const SequenceStep = z.strictObject({
  name: Slug.describe('Name of the step, for reasons.'),
  url: z
    .string()
    .min(8)
    .describe('Address to request; ${step.NAME} stands for a value that an earlier step kept.'),
  method: z.enum(METHODS).default('GET').describe('Request method.'),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe('Request headers; ${step.NAME} may stand in them.'),
  body: z.string().optional().describe('Request body; ${step.NAME} may stand in it.'),
  conditions: z
    .array(z.string().min(3))
    .default([])
    .describe('All must hold for the answer to this step; without one on [STATUS] it must be 200 to 299.'),
  keep: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and underscores'), Kept)
    .default({})
    .describe('Values to carry into later steps, each by the name under which they use it.'),
});
export type SequenceStep = z.infer<typeof SequenceStep>;

export const SequenceProbe = z.strictObject({
  ...common,
  kind: z
    .literal('sequence')
    .describe(
      'Several HTTP requests, one after the other, that hand values on; the conditions of the probe itself look at the last answer.',
    ),
  steps: z
    .array(SequenceStep)
    .min(1)
    .max(10)
    .describe('Requests in order; the first that fails ends the look.'),
  ...transport,
});

export const StatuspageProbe = z.strictObject({
  ...common,
  kind: z
    .literal('statuspage')
    .describe('What a vendor says about itself in the /api/v2/summary.json of its status page.'),
  url: WebUrl.describe('Address of the status page, without /api/v2/summary.json.'),
  component: z
    .string()
    .min(1)
    .optional()
    .describe('Id or name of the component to read; the whole page when absent.'),
});

export const PrometheusProbe = z.strictObject({
  ...common,
  kind: z.literal('prometheus').describe('An instant PromQL query; conditions ask for [VALUE].'),
  url: WebUrl.describe('Address of the Prometheus server, without /api/v1/query.'),
  query: z
    .string()
    .min(1)
    .describe('PromQL expression that gives one number; join several series with sum() or max().'),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe('Request headers, such as one that authorises.'),
  conditions: common.conditions
    .unwrap()
    .min(1)
    .describe('All must hold for the look to be good, such as "[VALUE] < 100".'),
});

export const HeartbeatProbe = z.strictObject({
  ...common,
  kind: z
    .literal('heartbeat')
    .describe('Something else reports in with npm run heartbeat; its silence is the failure.'),
  every: Duration.describe('Time from one beat to the next as it was promised.'),
  grace: Duration.default('5m').describe('How late a beat may be before its absence is down.'),
});

export const TcpProbe = z.strictObject({
  ...common,
  kind: z.literal('tcp').describe('A TCP connection, with an optional exchange.'),
  host: Host.describe('Host to connect to.'),
  port: Port.describe('Port to connect to.'),
  family,
  send: z.string().optional().describe('Text to send once connected.'),
  expect: z.string().optional().describe('Text that the answer must contain.'),
});

export const TlsProbe = z.strictObject({
  ...common,
  kind: z.literal('tls').describe('A TLS handshake that reads the certificate.'),
  host: Host.describe('Host to connect to and name the certificate must carry.'),
  port: Port.default(443).describe('Port to connect to.'),
  family,
  startTls: z
    .enum(['smtp', 'imap', 'pop3', 'postgres'])
    .optional()
    .describe('Protocol in which to ask for encryption first; the handshake comes at once when absent.'),
  warnDays: z.int().min(1).default(21).describe('Fewer days to expiry than this is degraded.'),
  critDays: z.int().min(0).default(3).describe('Fewer days to expiry than this is down.'),
  allowUntrusted: z
    .boolean()
    .default(false)
    .describe('True to look only at expiry and name, not at who signed the certificate.'),
});

export const DnsProbe = z.strictObject({
  ...common,
  kind: z.literal('dns').describe('A DNS query.'),
  host: Host.describe('Name to ask for.'),
  record: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A').describe('Record type to ask for.'),
  expect: z
    .array(z.string())
    .default([])
    .describe('Answers that must all be present; empty accepts any answer.'),
  resolver: z
    .string()
    .optional()
    .describe(
      "Address and port of the resolver to ask, such as 127.0.0.1:5353; the machine's own when absent.",
    ),
});

/** A way to look at a service from outside. */
export const Probe = z
  .discriminatedUnion('kind', [
    HttpProbe,
    SequenceProbe,
    TcpProbe,
    TlsProbe,
    DnsProbe,
    HeartbeatProbe,
    StatuspageProbe,
    PrometheusProbe,
  ])
  .describe('A way to look at the service from outside.');
export type Probe = z.infer<typeof Probe>;
export type HttpProbe = z.infer<typeof HttpProbe>;
export type TcpProbe = z.infer<typeof TcpProbe>;
export type TlsProbe = z.infer<typeof TlsProbe>;
export type DnsProbe = z.infer<typeof DnsProbe>;
export type SequenceProbe = z.infer<typeof SequenceProbe>;
export type HeartbeatProbe = z.infer<typeof HeartbeatProbe>;
export type StatuspageProbe = z.infer<typeof StatuspageProbe>;
export type PrometheusProbe = z.infer<typeof PrometheusProbe>;

/**
 * A probe with the service it belongs to and its full, stable id. Its `formerIds` are all full ids it ever had, those
 * by which its service was renamed included.
 */
export type BoundProbe = Probe & { readonly fullId: string; readonly service: string };
