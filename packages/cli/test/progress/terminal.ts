const ESCAPE = '\u001b';
const TOKEN = new RegExp(String.raw`${ESCAPE}\[(\d*)([A-Z])|\n|[^${ESCAPE}\n]`, 'gu');

/**
 * What a terminal shows after it was written to: lines as far as they hold anything. Knows the few controls that
 * the display uses, and fails at any other.
 */
export function screenOf(written: string, columns: number): string[] {
  const lines: string[] = [''];
  let [row, column] = [0, 0];
  for (const [token, count, command] of written.matchAll(TOKEN)) {
    const line = lines[row] ?? '';
    if (command === 'F') [row, column] = [Math.max(0, row - Number(count)), 0];
    else if (command === 'K') lines[row] = line.slice(0, column);
    else if (command === 'J') lines.splice(row, Infinity, line.slice(0, column));
    else if (command !== undefined) throw new Error(`this terminal does not know ${JSON.stringify(token)}`);
    else if (token === '\n') [row, column] = [row + 1, 0];
    else {
      if (column === columns) [row, column] = [row + 1, 0];
      const before = (lines[row] ?? '').padEnd(column);
      lines[row] = before.slice(0, column) + token + before.slice(column + 1);
      column++;
    }
    lines[row] ??= '';
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}
