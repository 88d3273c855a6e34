import { type Body, type BodyCode, type BodyComponent, stepsOf } from '../../book/body.ts';
import { entriesOf } from '../../book/book.ts';
import { fenceAttributes, placeholdersIn } from '../../book/fence.ts';
import { nearest } from '../../book/finding.ts';
import { freshness } from '../../calendar/due.ts';
import { durationWords } from '../../schemas/duration.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'shell', 'console']);

export const placeholderRule: Rule = {
  id: 'placeholder',
  level: 'warning',
  reason:
    'A word that the reader puts into a command is asked for once, with where to find it, and filled in everywhere.',
  *check({ book, bodyOf }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'runbooks')) {
      const declared = data.placeholders.map(({ name }) => name);
      const used = new Set<string>();
      for (const code of bodyOf(source).code) {
        for (const { name, line, column } of placeholdersIn(code.value)) {
          const before = used.has(name);
          used.add(name);
          if (before || declared.includes(name)) continue;
          yield {
            file: source.file,
            at: { line: code.line + 1 + line, column: code.column - 1 + column },
            message: `${name} is put in by the reader; say under placeholders what it is and where to find it`,
            suggestion: nearest(name, declared),
          };
        }
      }
      for (const [index, name] of declared.entries()) {
        if (!used.has(name))
          yield complain(
            source,
            ['placeholders', index, 'name'],
            `no command of this runbook has <${name}>`,
            nearest(name, [...used]),
          );
      }
    }
  },
};

export const commandFence: Rule = {
  id: 'command-fence',
  level: 'warning',
  reason:
    'A command is one fence with a name and a language, so that tools can run it and a copy of it is only the command.',
  *check({ book, bodyOf }): Generator<Complaint> {
    for (const { source } of entriesOf(book, 'runbooks')) {
      const body = bodyOf(source);
      for (const complaint of [...fences(body), ...commands(body), ...risks(body), ...twice(body)])
        yield { file: source.file, ...complaint };
    }
  },
};

type Placed = Omit<Complaint, 'file'>;

/** What is wrong with a fence by itself. */
function fences({ code }: Body): Placed[] {
  return code.flatMap((fence): Placed[] => {
    const attributes = fenceAttributes(fence.meta);
    const bad = 'problem' in attributes ? [{ at: fence, message: String(attributes.problem) }] : [];
    if (!SHELLS.has(fence.language ?? '')) return bad;
    const prompts = fence.value.split('\n').flatMap((line, index): Placed[] =>
      /^\s*[$%] \S/.test(line)
        ? [
            {
              at: { line: fence.line + 1 + index, column: fence.column },
              message: 'a prompt would be copied with the command; leave it out',
            },
          ]
        : [],
    );
    return [...bad, ...prompts];
  });
}

const inside = (code: BodyCode, component: BodyComponent): boolean =>
  code.line > component.line && code.end <= component.end;

/** What is wrong between commands and the fences they hold. */
function commands({ components, code }: Body): Placed[] {
  return components
    .filter(({ name }) => name === 'Command')
    .flatMap((command): Placed[] => {
      const held = code.filter((fence) => inside(fence, command));
      const [fence] = held;
      if (!fence || held.length > 1)
        return [{ at: command, message: `a Command holds one fence; this one holds ${held.length}` }];
      if (fence.language === null)
        return [{ at: fence, message: 'say in which language the command is written: ```sh' }];
      const attributes = fenceAttributes(fence.meta);
      if ('problem' in attributes) return [];
      return (['name', 'cwd'] as const).flatMap((key): Placed[] => {
        const [said, written] = [command.attributes[key] ?? undefined, attributes[key]];
        if (said === written) return [];
        return [
          {
            at: fence,
            message: `${key} of the Command is ${said ?? 'not there'}, ${key} of its fence ${written ?? 'is not there'}; tools read the fence, people the Command, so write the same in both`,
            suggestion: said === undefined ? null : `{"${key}":"${said}"}`,
          },
        ];
      });
    });
}

/** Steps that change something and say neither how to take it back nor that nothing can. */
function risks({ components }: Body): Placed[] {
  return components
    .filter(({ name, attributes }) => name === 'Step' && attributes.rollback === undefined)
    .flatMap((step): Placed[] => {
      const risky = components.some(
        ({ name, attributes, line, end }) =>
          name === 'Command' && attributes.risk === 'high' && line > step.line && end <= step.end,
      );
      return risky
        ? [
            {
              at: step,
              message:
                'a command of this step has a high risk; name the way back in rollback="…", or write rollback="none"',
            },
          ]
        : [];
    });
}

/** Names and anchors that two commands or steps share. */
function twice(body: Body): Placed[] {
  const headings = body.headings.map(({ slug, line, column }) => ({
    id: slug,
    line,
    column,
    what: 'anchor',
  }));
  const steps = stepsOf(body).map(({ id, line, column }) => ({ id, line, column, what: 'anchor' }));
  const named = body.components
    .filter(({ name }) => name === 'Command')
    .map(({ attributes, line, column }) => ({ id: attributes.name ?? '', line, column, what: 'command' }));
  const seen = new Set<string>();
  return [...headings, ...steps, ...named].flatMap(({ id, line, column, what }): Placed[] => {
    const key = `${what} ${id}`;
    if (id === '' || !seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ at: { line, column }, message: `the ${what} ${id} is there already; give this one another` }];
  });
}

export const reviewOverdue: Rule = {
  id: 'review-overdue',
  level: 'warning',
  reason: 'A runbook that nobody has read for too long sends people down a path that is no longer there.',
  *check({ book, today }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'runbooks')) {
      // A review in the future is an error of its own, and its freshness cannot be told.
      if (data.state !== 'active' || (data.reviewedOn !== null && data.reviewedOn > today)) continue;
      const fresh = freshness(data.reviewedOn, data.reviewEvery, today);
      if (fresh.state !== 'overdue') continue;
      yield complain(
        source,
        ['reviewedOn'],
        `a review holds for ${durationWords(data.reviewEvery)}, so one was due on ${fresh.dueOn}, ${fresh.days} ${fresh.days === 1 ? 'day' : 'days'} ago; read it through, then set reviewedOn`,
      );
    }
  },
};
