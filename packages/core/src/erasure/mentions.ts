/** Fields that say whose something is, as every connector's do: `id`, `_id`, `reference`, `profile_key`. */
const NAMING = /^(?:.*[_-])?(?:id|key|reference)$|Id$/;
/** The same of parameters, which may name several. */
const NAMING_PARAMETER = /(?:id|key|reference|e?mail)s?$/i;
/** A record, or what it is wrapped in with others: `{ applicant: {…}, vacancy: {…} }`. */
const RECORD_DEPTH = 2;
/** What follows or precedes a reference that is all of a word. */
const WORD = String.raw`[\p{L}\p{N}_]`;

type Fields = Readonly<Record<string, unknown>>;

/** Whether a record that somebody handed in is about an item. */
export function isAbout(record: unknown, reference: string, depth = RECORD_DEPTH): boolean {
  if (typeof record !== 'object' || record === null || depth === 0) return false;
  return Object.entries(record as Fields).some(
    ([name, value]) =>
      (NAMING.test(name) && isReference(value, reference)) || isAbout(value, reference, depth - 1),
  );
}

/** Whether a run's parameters are about an item, be it among others: `candidate_ids: '5720,5721'`. */
export function isNamedIn(parameters: unknown, reference: string): boolean {
  if (typeof parameters !== 'object' || parameters === null) return false;
  return Object.entries(parameters as Fields).some(([name, value]) =>
    NAMING_PARAMETER.test(name) ? mentions(JSON.stringify(value), reference) : isNamedIn(value, reference),
  );
}

/** Whether a text, JSON as a rule, has a reference in it, be it among others: `5720,5721`. */
export function mentions(text: string, reference: string): boolean {
  const quoted = [reference, JSON.stringify(reference).slice(1, -1)].map(escaped).join('|');
  return new RegExp(`(?<!${WORD})(?:${quoted})(?!${WORD})`, 'u').test(text);
}

function isReference(value: unknown, reference: string): boolean {
  return (typeof value === 'string' || typeof value === 'number') && String(value) === reference;
}

/** `RegExp.escape`, which Node 20 doesn't have. */
function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);
}
