import { type Entry, entriesOf } from '../../src/book/book.ts';
import { Slo } from '../../src/schemas/slo.ts';
import { sampleBook } from '../book/sample.ts';

export const { book } = await sampleBook();
export const slos = entriesOf(book, 'slos');

/** An objective as the book would hold it. */
export function entryOf(data: Slo, id = 'acme/shop'): Pick<Entry<'slos'>, 'id' | 'domain' | 'data'> {
  return { id, domain: 'acme', data };
}

/** A checked objective with whatever differs. */
export const objective = (more: object = {}): Slo =>
  Slo.parse({
    title: 'Shop availability',
    summary: 'The shop is there for its customers.',
    domain: 'acme',
    owner: 'core',
    sli: { kind: 'availability', probes: ['acme/shop/http'] },
    target: '0.999',
    stated: '99.9 %',
    ...more,
  });
