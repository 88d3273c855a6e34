import { register } from '../book/book.ts';
import type { RegisterName } from '../schemas/registers/index.ts';
import { REGISTER_NAMES } from '../schemas/registers/index.ts';
import type { ViewContext } from './context.ts';
import type { Section } from './model.ts';
import { automationSections } from './registers/automation.ts';
import { complianceSections } from './registers/compliance.ts';
import { contactSections } from './registers/contacts.ts';
import { deliverySections } from './registers/delivery.ts';
import { documentSections } from './registers/documents.ts';
import { financeSections } from './registers/finance.ts';
import { handoffSections } from './registers/handoffs.ts';
import { metricSections } from './registers/metrics.ts';
import { operationsSections } from './registers/operations.ts';
import { recoverySections } from './registers/recovery.ts';
import { reviewSections } from './registers/reviews.ts';
import { roadmapSections } from './registers/roadmap.ts';
import { severitySections } from './registers/severities.ts';
import { specialistSections } from './registers/specialists.ts';
import { standardSections } from './registers/standards.ts';
import { supportSections } from './registers/support.ts';

/** Sections of one register of a domain; none where the domain has no such register. */
export function registerSections(name: RegisterName, domain: string, context: ViewContext): Section[] {
  const data = <N extends RegisterName>(register_: N) => register(context.book, domain, register_);
  switch (name) {
    case 'severities': {
      const found = data('severities');
      return found ? severitySections(found, domain, context) : [];
    }
    case 'operations': {
      const found = data('operations');
      return found ? operationsSections(found, domain, context) : [];
    }
    case 'specialists': {
      const found = data('specialists');
      return found ? specialistSections(found, domain, context) : [];
    }
    case 'support': {
      const found = data('support');
      return found ? supportSections(found, domain, context) : [];
    }
    case 'metrics': {
      const found = data('metrics');
      return found ? metricSections(found, domain, context) : [];
    }
    case 'standards': {
      const found = data('standards');
      return found ? standardSections(found, context) : [];
    }
    case 'delivery': {
      const found = data('delivery');
      return found ? deliverySections(found, context) : [];
    }
    case 'recovery': {
      const found = data('recovery');
      return found ? recoverySections(found, context) : [];
    }
    case 'compliance': {
      const found = data('compliance');
      return found ? complianceSections(found, domain, context) : [];
    }
    case 'reviews': {
      const found = data('reviews');
      return found ? reviewSections(found, domain, context) : [];
    }
    case 'automation': {
      const found = data('automation');
      return found ? automationSections(found) : [];
    }
    case 'contacts': {
      const found = data('contacts');
      return found ? contactSections(found) : [];
    }
    case 'finance': {
      const found = data('finance');
      return found ? financeSections(found) : [];
    }
    case 'handoffs':
      return handoffSections(data('handoffs'), domain, context);
    case 'roadmap': {
      const found = data('roadmap');
      return found ? roadmapSections(found, context) : [];
    }
    case 'documents': {
      const found = data('documents');
      return found ? documentSections(found, context) : [];
    }
    default: {
      const never: never = name;
      throw new RangeError(`unknown register ${String(never)}`);
    }
  }
}

/** Every section of a domain in the order of its registers. */
export function domainSections(domain: string, context: ViewContext): Section[] {
  return REGISTER_NAMES.flatMap((name) => registerSections(name, domain, context));
}

/** The sections that show the data at an address such as `domains/thorbis/severities#levels`. */
export function partSections(address: string, context: ViewContext): Section[] {
  const [owner = '', part = ''] = address.split('#');
  const [, domain = '', name = ''] = owner.split('/');
  if (!(REGISTER_NAMES as string[]).includes(name))
    throw new RangeError(`no register is named by ${address}`);
  const sections = registerSections(name as RegisterName, domain, context);
  const wanted = `${name}#${part}`;
  const exact = sections.filter((section) => section.part === wanted);
  const found =
    exact.length > 0
      ? exact
      : sections.filter((section) => section.part.startsWith(`${name}#${part.split(/[.[]/)[0]}`));
  if (found.length === 0) throw new RangeError(`nothing is shown for ${address}`);
  return found;
}
