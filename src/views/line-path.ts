/**
 * The `d` of an SVG path through some values, one for each index. A value that nobody knows breaks the line, and one that
 * stands alone is a short dash, because a line of no length is not drawn.
 */
export function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    const alone = !open && (values[index + 1] ?? null) === null;
    path += open
      ? `L${x(index)} ${y(value)}`
      : alone
        ? `M${x(index) - 2} ${y(value)}h4`
        : `M${x(index)} ${y(value)}`;
    open = true;
  });
  return path;
}
