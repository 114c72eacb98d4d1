/** Elements that end a line. */
const BLOCK = /<\/?(?:p|div|br|hr|li|ul|ol|h[1-6]|tr|table|section|article|blockquote|pre)\b[^<>]*>/gi;
/** A tag has a name right after its bracket, so that "a < b > c" is none. */
const TAG = /<\/?[a-z][^<>]*>|<!--[\s\S]*?-->/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  euro: '€',
};
const LAST_CODE_POINT = 0x10ffff;

/** The text of a piece of HTML: no tags, entities resolved, a line for each block. */
export function textOfHtml(html: string): string {
  const text = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<li\b[^<>]*>/gi, '\n- ')
    .replace(BLOCK, '\n')
    .replace(TAG, '')
    .replace(/&(?:#(\d+)|#x([\da-f]+)|([a-z]+));/gi, entity);
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines.filter((line) => line !== '' && line !== '-').join('\n');
}

function entity(written: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? written;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= LAST_CODE_POINT ? String.fromCodePoint(code) : written;
}
