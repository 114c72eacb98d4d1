/** Fields whose texts, or all texts below them, tell who somebody is; in every spelling the systems have. */
const PERSONAL_FIELD =
  /e[-_]?mail|phone|mobile|(first|last|full|middle|maiden|family|given|preferred|display|candidate|nick)[-_]?names?|address|street|postcode|zip|birth/i;
/** Fields below those that only say of what kind a value is. */
const KIND_FIELD = /^(type|kind|label|country|country_code|fields|lat|lng|id)$/i;
/** Of a person there are a few; whatever has more is no person, and a pattern of them all is slow. */
const MOST_WORDS = 200;

/** The texts in an item that tell who somebody is: names, addresses, e-mail addresses, phone numbers. */
export function personalWords(item: unknown): string[] {
  const words = new Set<string>();
  collect(item, false, words);
  return [...words];
}

function collect(value: unknown, personal: boolean, words: Set<string>): void {
  if (words.size >= MOST_WORDS) return;
  if (typeof value === 'string') {
    if (personal) words.add(value.trim());
    return;
  }
  if (typeof value === 'number' && personal) {
    words.add(String(value));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) collect(each, personal, words);
    return;
  }
  const fields = Object.entries(value);
  const isPerson = fields.some(([name]) => /e[-_]?mail|phone/i.test(name));
  for (const [name, child] of fields) {
    // A job and a skill have a name as well; that of a person stands beside an address.
    const named = PERSONAL_FIELD.test(name) || (isPerson && name === 'name');
    collect(child, (personal || named) && !KIND_FIELD.test(name), words);
  }
}
