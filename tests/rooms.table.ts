/** What a room may import, beside its own files. */
export interface RoomRule {
  /** Rooms (`schemas`), parts of rooms (`probe/conditions`), packages, `node` for what Node.js brings, `computed` for an address made at run time. */
  readonly may: readonly string[];
  /** Things that only these files of the room may import. */
  readonly only?: Readonly<Record<string, string>>;
  /** True for rooms in which no clock, chance, disk, network or environment exists. */
  readonly pure?: true;
}

const READING = [
  'runbooks',
  'site',
  'views',
  'publish',
  'incidents',
  'words',
  'book',
  'schemas',
  'calendar',
  'status',
  'slo',
  'components',
  'layouts',
  'styles',
  'astro',
];

/** Every room below src/. docs/rooms.md holds the same table for people. */
export const ROOMS: Readonly<Record<string, RoomRule>> = {
  schemas: { may: ['zod'], pure: true },
  book: {
    may: [
      'schemas',
      'zod',
      'yaml',
      'fastest-levenshtein',
      'github-slugger',
      'mdast-util-to-string',
      'remark-gfm',
      'remark-mdx',
      'remark-parse',
      'unified',
      'unist-util-visit',
      'node',
    ],
    only: { node: 'load.ts' },
    pure: true,
  },
  lint: {
    may: ['book', 'schemas', 'status', 'slo', 'calendar', 'postmortems', 'probe/conditions'],
    pure: true,
  },
  postmortems: { may: ['book', 'schemas', 'calendar'], pure: true },
  runbooks: { may: ['book', 'schemas', 'calendar'], pure: true },
  runs: { may: [], pure: true },
  scaffold: { may: ['book', 'schemas', 'calendar', 'postmortems'], pure: true },
  upkeep: { may: ['book', 'schemas', 'calendar', 'postmortems', 'publish'], pure: true },
  calendar: { may: ['schemas', 'temporal-polyfill', 'rrule-temporal'], pure: true },
  status: { may: ['schemas', 'calendar'], pure: true },
  slo: { may: ['schemas', 'calendar', 'status'], pure: true },
  openslo: { may: ['book', 'schemas', 'slo', 'zod', 'yaml'], pure: true },
  import: {
    may: ['book', 'schemas', 'calendar', 'status', 'scaffold', 'probe/conditions', 'yaml'],
    pure: true,
  },
  incidents: { may: ['book', 'schemas'], pure: true },
  response: { may: ['book', 'schemas', 'calendar', 'incidents'], pure: true },
  reconcile: {
    may: ['book', 'schemas', 'calendar', 'status', 'incidents', 'views', 'response', 'record', 'zod'],
  },
  words: { may: ['schemas', 'status', 'incidents', 'calendar'], pure: true },
  views: {
    may: [
      'runbooks',
      'book',
      'schemas',
      'calendar',
      'status',
      'slo',
      'incidents',
      'response',
      'postmortems',
      'words',
    ],
    pure: true,
  },
  publish: {
    may: [
      'book',
      'schemas',
      'calendar',
      'status',
      'slo',
      'incidents',
      'words',
      'views',
      'zod',
      'badge-maker',
      'remark-gfm',
      'remark-mdx',
      'remark-parse',
      'unified',
    ],
    pure: true,
  },
  probe: { may: ['schemas', 'globalping', 'node'] },
  record: { may: ['schemas', 'hdr-histogram-js', 'hyparquet-writer', 'node'] },
  fleet: { may: ['schemas', 'probe', 'record', 'selfsigned', 'node'] },
  site: {
    may: [
      'runbooks',
      'schemas',
      'book',
      'lint',
      'calendar',
      'status',
      'slo',
      'incidents',
      'words',
      'views',
      'publish',
      'probe',
      'record',
      'response',
      'astro',
      'pagefind',
      '@resvg/resvg-wasm',
      'yaml',
      'node',
      'computed',
    ],
  },
  demonstration: {
    may: ['schemas', 'book', 'lint', 'probe', 'record', 'response', 'reconcile', 'fleet', 'site', 'node'],
  },
  components: { may: READING },
  layouts: { may: READING },
  pages: { may: [...READING, 'lint', 'node'] },
  'content.config.ts': { may: ['schemas', 'site', 'zod', 'astro'] },
  client: { may: ['computed', 'runs'] },
  styles: { may: [] },
};
