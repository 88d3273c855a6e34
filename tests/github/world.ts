import type { Book } from '../../src/book/book.ts';
import { type Mirror, openMirror } from '../../src/github/open.ts';
import { Killed, type Outside } from '../../src/reconcile/reconcile.ts';
import { situationOf } from '../../src/response/fold.ts';
import type { Situation } from '../../src/response/situation.ts';
import { made, World } from '../response/world.ts';
import { type GitHubServer, REPOSITORY, TOKENS } from './server.ts';

/** Whole minutes by the clock, because the GitHub of the tests has one. */
export const START = Math.floor(Date.now() / 60_000) * 60_000;

export const MINUTE = 60_000;
export const minute = (count: number): number => START + count * MINUTE;

export const SETTINGS = `name: Test book
siteUrl: https://status.test
alerting:
  handbookUrl: https://book.test
  github: {}
`;

export const mirroredBook = (over: Record<string, string | null> = {}): Book =>
  made({ 'watchbook.yaml': SETTINGS, ...over });

const QUICK = { timeoutMs: 2_000, pausesMs: [1, 1] };

/** A world whose incidents are mirrored on a GitHub of this machine. */
export class MirroredWorld extends World {
  readonly server: GitHubServer;
  env: Record<string, string | undefined>;
  /** Whether writes are spread over time as in service. */
  throttled = false;

  constructor(server: GitHubServer, book: Book = mirroredBook()) {
    super(book);
    this.server = server;
    this.env = {
      GITHUB_TOKEN: TOKENS.run,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_API_URL: server.url,
    };
  }

  situation(): Situation {
    return situationOf(this.log);
  }

  open(now: number): Promise<Mirror | null> {
    const { book, env, tiers } = this;
    return openMirror({ book, env, now, onCall: () => tiers, patience: QUICK, throttled: this.throttled });
  }

  override outside(now: number): Outside {
    const outside = super.outside(now);
    const mirror = this.open(now) as Promise<Mirror>;
    // A machine that died while it asked GitHub writes nothing any more.
    const live = () => {
      if (this.server.life <= 0) throw new Killed('killed');
    };
    return {
      ...outside,
      append: async (events) => {
        live();
        await outside.append(events);
      },
      hear: async (situation) => (await mirror).hear(situation),
      mirror: async function* (situation) {
        for await (const events of (await mirror).mirror(situation)) yield events;
      },
    };
  }

  /** Looks at a service, one a minute, from one minute to another, each followed by a run. */
  async minutes(from: number, to: number, outcome: 'up' | 'down', service = 'acme/shop'): Promise<void> {
    for (let minute = from; minute <= to; minute += 1) {
      const now = START + minute * 60_000;
      this.look(service, now, outcome);
      this.server.clock = now;
      await this.run(now);
    }
  }
}
