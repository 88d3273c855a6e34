import { entryPath } from '../../book/book.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { entryLink, type ViewContext } from '../context.ts';
import { empty, link, plain, type Section, table, tableOr } from '../model.ts';

/** Hand-offs both ways; a hand-off written down on one side only is still shown on the other. */
export function handoffSections(
  data: RegisterData<'handoffs'> | undefined,
  domain: string,
  context: ViewContext,
): Section[] {
  const own = data ?? { received: [], sent: [], integrations: [] };
  const mirrored = mirror(domain, context);
  const sections: Section[] = [];
  if (data || mirrored.received.length > 0 || mirrored.sent.length > 0) {
    const how = `Edit content/domains/${domain}/handoffs.yaml.`;
    sections.push(
      side(
        'handoffs-from',
        'Hand-offs from other domains',
        'handoffs#received',
        'From',
        [...own.received, ...mirrored.received],
        empty('No handoffs received yet.', how),
        context,
      ),
      side(
        'handoffs-to',
        'Hand-offs to other domains',
        'handoffs#sent',
        'To',
        [...own.sent, ...mirrored.sent],
        empty('No handoffs sent yet.', how),
        context,
      ),
    );
  }
  if (own.integrations.length > 0) {
    sections.push({
      id: 'integrations',
      title: 'Integration with other domains',
      part: 'handoffs#integrations',
      blocks: own.integrations.map((integration) =>
        table(
          integration.partner,
          ['Topic', 'What it consists of', 'Partner'],
          integration.topics.map((topic) => [
            plain(topic.name),
            plain(topic.detail),
            integration.domain
              ? link(integration.partner, entryPath('domains', integration.domain))
              : plain(integration.partner, 'not in this book'),
          ]),
        ),
      ),
    });
  }
  return sections;
}

type Row = RegisterData<'handoffs'>['received'][number];

function side(
  id: string,
  title: string,
  part: string,
  word: string,
  rows: readonly Row[],
  otherwise: ReturnType<typeof empty>,
  context: ViewContext,
): Section {
  const seen = new Set<string>();
  const unique = rows.filter((row) => {
    const key = `${row.on}|${row.domain}|${row.what}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const sorted = [...unique].sort((a, b) => b.on.localeCompare(a.on));
  return {
    id,
    title,
    part,
    blocks: [
      tableOr(
        table(
          title,
          ['Day', word, 'What'],
          sorted.map((row) => [plain(row.on), entryLink(context, 'domains', row.domain), plain(row.what)]),
        ),
        otherwise,
      ),
    ],
  };
}

function mirror(domain: string, context: ViewContext): { received: Row[]; sent: Row[] } {
  const received: Row[] = [];
  const sent: Row[] = [];
  for (const [other, registers] of context.book.registers) {
    if (other === domain) continue;
    const data = registers.get('handoffs')?.data as RegisterData<'handoffs'> | undefined;
    for (const row of data?.sent ?? []) if (row.domain === domain) received.push({ ...row, domain: other });
    for (const row of data?.received ?? []) if (row.domain === domain) sent.push({ ...row, domain: other });
  }
  return { received, sent };
}
