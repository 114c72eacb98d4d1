import type { TypedValue } from './candidate.js';
import { Draw } from './draw.js';
import { CULTURES, type Culture } from './vocabulary.js';

const PURPOSE = 3;

/** Who a candidate is. */
export interface Person {
  readonly culture: Culture;
  readonly firstName: string;
  readonly lastName: string;
  readonly phones: readonly TypedValue[];
  readonly emails: readonly TypedValue[];
  readonly addresses: readonly TypedValue[];
}

export function personOf(seed: number, index: number, id: number): Person {
  const draw = new Draw(seed, index, PURPOSE);
  const culture = draw.pick(CULTURES);
  const firstName = draw.pick(culture.firstNames);
  const lastName = draw.pick(culture.lastNames);
  const personal = { value: `${mailbox(firstName)}.${id}@example.com`, type: 'personal' };
  const work = { value: `${mailbox(lastName)}.${id}@work.example.com`, type: 'work' };
  const phone = { value: culture.phonePrefix + String(draw.below(100)).padStart(2, '0'), type: 'mobile' };
  const address = {
    value: `${1 + draw.below(200)} Harbour Street\n${culture.city}, ${culture.country}`,
    type: 'home',
  };
  return {
    culture,
    firstName,
    lastName,
    // The documented sample lists the work address first; a client that takes the first one must know.
    emails: draw.chance(30) ? [work, personal] : draw.chance(95) ? [personal] : [],
    phones: draw.chance(80) ? [phone] : [],
    addresses: draw.chance(60) ? [address] : [],
  };
}

const mailboxes = new Map<string, string>();

/** What is left of a name in ASCII; the pools are small, so each is worked out once. */
function mailbox(name: string): string {
  let ascii = mailboxes.get(name);
  if (ascii === undefined) {
    ascii =
      name
        .normalize('NFD')
        .replace(/[^a-z]/gi, '')
        .toLowerCase() || 'candidate';
    mailboxes.set(name, ascii);
  }
  return ascii;
}
