/** A row of a table of fields, as a page shows it. */
export interface Row {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly default: string;
  readonly description: string;
}

/** The rows of each table of fields, by the heading above it. */
export function sections(page: string): Record<string, Row[]> {
  const found: Record<string, Row[]> = {};
  for (const section of page.split(/^## /m).slice(1)) {
    const [heading = '', ...lines] = section.split('\n');
    found[heading] = lines.filter((line) => line.startsWith('| `')).map(row);
  }
  return found;
}

function row(line: string): Row {
  const [name = '', type = '', byDefault = '', description = ''] = line
    .slice(1)
    .split(/(?<!\\)\|/)
    .map((text) => text.trim());
  return {
    name: name.split('`')[1] ?? '',
    required: name.includes(':red_circle:'),
    type,
    default: byDefault,
    description,
  };
}
