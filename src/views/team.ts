import { type Entry, entriesOf, findTeam, register } from '../book/book.ts';
import { COLLECTIONS } from '../schemas/reference.ts';
import { teamLink, type ViewContext } from './context.ts';
import { type Block, list, pairs, plain, several, unknown } from './model.ts';

/** Duties, other names, members and contact of a team or role. */
export function teamBlocks({ data, domain }: Entry<'teams'>, context: ViewContext): Block[] {
  const channel = register(context.book, domain, 'contacts')?.channels.find(({ id }) => id === data.contact);
  return [
    pairs([
      ['Also called', data.aliases.length > 0 ? plain(data.aliases.join(', ')) : plain('–')],
      [
        'Contact',
        channel
          ? plain(channel.address ?? channel.purpose, channel.address ? channel.purpose : channel.note)
          : unknown('not stated'),
      ],
      ...(data.members.length > 0
        ? [['Members', several(data.members.map((member) => teamLink(context, member, domain)))] as const]
        : []),
    ]),
    ...(data.responsibilities.length > 0 ? [list(data.responsibilities.map((text) => plain(text)))] : []),
  ];
}

/** Every entry that names a team as its owner. */
export function ownedBy(team: Entry<'teams'>, { book }: ViewContext): Entry[] {
  return COLLECTIONS.flatMap((collection) =>
    (entriesOf(book, collection) as Entry[]).filter((entry) => {
      const owner = (entry.data as { owner?: string }).owner;
      return owner !== undefined && findTeam(book.collections.teams, owner, entry.domain)?.id === team.id;
    }),
  );
}
