/** How fast looks may start and how many may run side by side. */
export interface Pace {
  /** Most looks in flight at once. */
  readonly concurrency: number;
  /** Most looks in flight at once against one host. */
  readonly perHost: number;
  /** Least milliseconds between two starts. */
  readonly spacingMs: number;
  /** Uniform number in [0, 1); stretches a spacing by up to half, so that runners do not march in step. */
  readonly random: () => number;
  /** No job starts once this is aborted. */
  readonly signal: AbortSignal;
}

export interface Job {
  readonly host: string;
  readonly start: () => Promise<void>;
}

/**
 * Runs jobs within a pace, in order, except that a job whose host is busy lets later ones pass.
 * Resolves when every started job has ended and no further one will start; jobs must not reject.
 * Why spaced: many TLS handshakes at the same moment cost processor time that would be booked as
 * latency of the services.
 */
export function runPaced(jobs: readonly Job[], pace: Pace): Promise<void> {
  const waiting = [...jobs];
  const busy = new Map<string, number>();
  let running = 0;
  let nextStart = performance.now();
  let timer: NodeJS.Timeout | undefined;

  return new Promise((resolve) => {
    const release = (host: string) => {
      running -= 1;
      busy.set(host, (busy.get(host) ?? 1) - 1);
      step();
    };
    const launch = (job: Job) => {
      running += 1;
      busy.set(job.host, (busy.get(job.host) ?? 0) + 1);
      // Counted from when it should have started, so that late timers do not add up; at most one spacing is caught up.
      const due = Math.max(nextStart, performance.now() - pace.spacingMs);
      nextStart = due + pace.spacingMs * (1 + pace.random() / 2);
      job.start().finally(() => release(job.host));
    };
    const step = () => {
      clearTimeout(timer);
      for (;;) {
        if (pace.signal.aborted) waiting.length = 0;
        if (waiting.length === 0) {
          if (running === 0) resolve();
          return;
        }
        if (running >= pace.concurrency) return;
        const wait = nextStart - performance.now();
        if (wait > 0) {
          timer = setTimeout(step, Math.ceil(wait));
          return;
        }
        const index = waiting.findIndex((job) => (busy.get(job.host) ?? 0) < pace.perHost);
        if (index < 0) return;
        launch(waiting.splice(index, 1)[0] as Job);
      }
    };
    pace.signal.addEventListener('abort', step, { once: true });
    step();
  });
}
