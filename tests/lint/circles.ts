import { edited, smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const SHOP = 'services/acme/shop.mdx';
const STORE = 'services/acme/store.mdx';

const dependsOn = (id: string) => edited(SHOP, 'probes:', `dependsOn: [${id}]\nprobes:`);

/** Books in which services depend on each other in a circle, and one in which they do not. */
export const CIRCLES: readonly Case[] = [
  {
    name: 'a service that depends on itself',
    files: dependsOn('acme/shop'),
    expected: [`${SHOP}:8:13`],
  },
  {
    name: '[S43] two services that depend on each other, told once',
    files: dependsOn('acme/store').set(STORE, dependsOn('acme/shop').get(SHOP) as string),
    expected: [`${SHOP}:8:13`],
  },
  {
    name: 'a service that depends on another one',
    files: dependsOn('acme/store').set(STORE, smallBook().get(SHOP) as string),
    expected: [],
  },
];
