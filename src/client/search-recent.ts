const RECENT = 'watchbook-recent';

/** Paths of pages opened from a search on this device, newest first. */
export function recentPaths(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}

/** Puts a page in front of those opened lately; the ninth is forgotten. */
export function remember(path: string): void {
  try {
    const kept = [path, ...recentPaths().filter((other) => other !== path)].slice(0, 8);
    localStorage.setItem(RECENT, JSON.stringify(kept));
  } catch {
    // Nothing is remembered then, and nothing is lost but a shortcut.
  }
}
