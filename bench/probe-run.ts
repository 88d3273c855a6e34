// The prober alone: takes its work as a message, looks once at everything, and sends back what it cost.
import type { LookDetail } from '../src/probe/engine.ts';
import { runProbes } from '../src/probe/engine.ts';
import type { BoundProbe } from '../src/schemas/probe.ts';
import { Probe } from '../src/schemas/probe.ts';

/** What to look at; ports on loopback. */
export interface Work {
  readonly count: number;
  /** Every so many looks one at a port that never answers; 0 for none. */
  readonly holeEvery: number;
  /** Whether every second look is over TLS. */
  readonly mixed: boolean;
  readonly ports: {
    readonly plain: number;
    readonly secure: number;
    readonly hole: number;
    readonly ca: string;
  };
}

/** What a run cost and found. */
export interface Cost {
  readonly wallMs: number;
  /** Processor time of the run without the start of the process. */
  readonly cpuMs: number;
  readonly maxRssMb: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Milliseconds from the ready connection to the first byte of each answered look that is not marked, by host. */
  readonly firstBytes: Readonly<Record<string, number>>;
  readonly tainted: number;
}

process.once('message', async (work: Work) => {
  const connectTo = new Map<string, { host: string; port: number }>();
  const hosts = new Map<string, string>();
  const probes = Array.from({ length: work.count }, (_, i): BoundProbe => {
    const hole = work.holeEvery > 0 && i % work.holeEvery === work.holeEvery / 2;
    const secure = work.mixed && !hole && i % 2 === 1;
    const host = secure ? 'bench.test' : `h${i}.bench.test`;
    // Certificates name one host; the port keeps the places apart.
    const port = secure ? 10_000 + i : 80;
    connectTo.set(`${host}:${port}`, {
      host: '127.0.0.1',
      port: hole ? work.ports.hole : secure ? work.ports.secure : work.ports.plain,
    });
    const url = `${secure ? 'https' : 'http'}://${host}:${port}/`;
    hosts.set(`bench/s${i}/p${i}`, new URL(url).host);
    const probe = Probe.parse({ kind: 'http', id: `p${i}`, url, timeout: '5s' });
    return { ...probe, service: `bench/s${i}`, fullId: `bench/s${i}/p${i}` };
  });
  const firstBytes: Record<string, number> = {};
  let tainted = 0;
  const note = (id: string, detail: LookDetail) => {
    if (detail.tainted) tainted += 1;
    else if (detail.spans?.firstByte !== undefined) {
      firstBytes[hosts.get(id) as string] = detail.spans.firstByte;
    }
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  const samples = await runProbes(probes, {
    location: 'bench',
    now: Date.now,
    connectTo,
    ca: work.ports.ca,
    // All TLS looks share one name here, which no real book would have.
    perHost: 64,
    onResult: (sample, detail) => note(sample.probe, detail),
  });
  const { user, system } = process.cpuUsage(cpu);
  const outcomes = Object.fromEntries(
    [...Map.groupBy(samples, ({ outcome }) => outcome)].map(([outcome, list]) => [outcome, list.length]),
  );
  process.send?.({
    wallMs: performance.now() - start,
    cpuMs: (user + system) / 1000,
    maxRssMb: process.resourceUsage().maxRSS / 1024,
    outcomes,
    firstBytes,
    tainted,
  } satisfies Cost);
  process.disconnect();
});
