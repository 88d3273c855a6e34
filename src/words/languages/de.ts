import type { Catalog } from '../catalog.ts';
import { en } from './en.ts';

export const de: Catalog = en;
