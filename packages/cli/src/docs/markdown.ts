import type { Field } from './fields.js';

/**
 * Ends every page. Without it a file is someone's own, and is neither replaced nor removed. Last, so
 * that a page begins with its title.
 */
export const SIGNATURE = '<!-- Written by `hrflow-sync docs`: changes made here get lost. -->';

/** A page of blocks, with a blank line between them. */
export function page(...blocks: readonly (string | undefined)[]): string {
  return `${[...blocks, SIGNATURE].filter((block) => block !== undefined).join('\n\n')}\n`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((title) => '-'.repeat(title.length));
  return [header, rule, ...rows.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

export function fieldTable(fields: readonly Field[]): string {
  const rows = fields.map((field) => [
    `\`${field.name}\`${field.required ? ' :red_circle:' : ''}`,
    `\`${field.type}\``,
    field.default ?? 'None',
    field.description,
  ]);
  return table(['Field', 'Type', 'Default', 'Description'], rows);
}

/** A table's cell is one line, and a `|` would end it even within backticks. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
