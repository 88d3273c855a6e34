import type { Impact, IncidentState } from '../../incidents/incident.ts';

/** A feed before it is Atom, RSS or JSON. All times in milliseconds. */
export interface Feed {
  /** Path of the feed without its ending. */
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly author: string;
  /** Page that it is about: an address, or null where the site has none. */
  readonly home: string | null;
  readonly language: string;
  readonly updated: number;
  readonly entries: readonly FeedEntry[];
}

/** A word of one of our vocabularies about an entry. */
export interface Category {
  readonly scheme: 'impact' | 'state' | 'component';
  readonly term: string;
  readonly label: string;
}

export interface FeedEntry {
  /** A URI that never changes. */
  readonly id: string;
  readonly title: string;
  /** Address, or a path where the site has none. */
  readonly link: string;
  readonly published: number;
  readonly updated: number;
  /** HTML in which every text is escaped. */
  readonly html: string;
  readonly text: string;
  readonly categories: readonly Category[];
  /** The same as data, for readers that are programs. */
  readonly data: EntryData;
}

export interface EntryData {
  readonly kind: 'incident' | 'update' | 'maintenance';
  readonly incident?: string;
  readonly window?: string;
  readonly state: IncidentState | string;
  readonly impact: Impact | string;
  readonly components: readonly string[];
  readonly from: string;
  readonly to: string | null;
}

/** Entries that a feed holds at most; what is older stays on the pages and in the interface. */
export const MOST_ENTRIES = 100;
