import { targetWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { link, maybe, plain, type Section, table, unknown } from '../model.ts';
import { sentenceCase } from '../words.ts';

/** Channels and vendors of a domain. */
export function contactSections(data: RegisterData<'contacts'>): Section[] {
  const sections: Section[] = [];
  if (data.channels.length > 0) {
    sections.push({
      id: 'contacts',
      title: 'Contacts and channels',
      part: 'contacts#channels',
      blocks: [
        table(
          'Channels by purpose',
          ['Purpose', 'Medium', 'Address', 'Note'],
          data.channels.map((channel) => [
            plain(channel.purpose),
            plain(sentenceCase(channel.kind)),
            channel.address === null
              ? unknown('not in this book')
              : channel.url
                ? link(channel.address, channel.url)
                : plain(channel.address),
            maybe(channel.note, '–'),
          ]),
        ),
      ],
    });
  }
  if (data.vendors.length > 0) {
    sections.push({
      id: 'vendors',
      title: 'Vendors',
      part: 'contacts#vendors',
      blocks: [
        table(
          'Vendors, their support and their status pages',
          ['Vendor', 'Support', 'Responds within', 'Status page'],
          data.vendors.map((vendor) => [
            plain(vendor.name),
            maybe(vendor.support, 'not stated'),
            vendor.responds ? plain(targetWords(vendor.responds)) : unknown('not stated'),
            vendor.statusPage ? link(vendor.statusPage, vendor.statusPage) : unknown('none named'),
          ]),
          data.vendors.map((vendor) => `vendor-${vendor.id}`),
        ),
      ],
    });
  }
  return sections;
}
