/**
 * Whether a path from the root of the repository matches a pattern: `*` stands for anything but a slash, `**` for any
 * number of folders, `?` for one character, `{a,b}` for either. A pattern that ends in a slash, or names a folder alone,
 * stands for all that is in it. A leading `./` or `/` is passed over on both sides.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  return expressionOf(pattern).test(fromRoot(path));
}

/** The part of a pattern before its first wildcard, up to a slash: the folder or file below which all matches lie. */
export function fixedPart(pattern: string): string {
  const clean = fromRoot(pattern).replace(/\/$/, '');
  const wild = clean.search(/[*?{]/);
  if (wild < 0) return clean;
  const cut = clean.lastIndexOf('/', wild);
  return cut < 0 ? '.' : clean.slice(0, cut);
}

const fromRoot = (path: string): string => path.replace(/^(?:\.?\/)+/, '');

const known = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const found = known.get(pattern);
  if (found) return found;
  const made = new RegExp(`^${bodyOf(fromRoot(pattern).replace(/\/$/, ''))}(?:/.*)?$`, 's');
  known.set(pattern, made);
  return made;
}

/** The pattern as the body of a regular expression; a brace without its partner stands for itself. */
function bodyOf(pattern: string): string {
  let text = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const rest = pattern.slice(at);
    const wide = /^\*\*(?:\/|$)/.exec(rest);
    if (wide && (at === 0 || pattern[at - 1] === '/')) {
      text += wide[0] === '**' ? '.*' : '(?:[^/]+/)*';
      at += wide[0].length - 1;
      continue;
    }
    const character = pattern[at] as string;
    if (character === '*') text += '[^/]*';
    else if (character === '?') text += '[^/]';
    else if (character === '{' && rest.includes('}')) {
      text += '(?:';
      depth += 1;
    } else if (character === '}' && depth > 0) {
      text += ')';
      depth -= 1;
    } else if (character === ',' && depth > 0) text += '|';
    else text += character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  }
  return text + ')'.repeat(depth);
}
