import { folded } from '../../kit/json.js';
import { present, textOrNull } from '../../kit/present.js';
import type { CandidateFields, GreenhouseFields, HeldValue } from './harvest.js';
import { bareUrl, plain, samePhone } from './same.js';

const TEXTS = ['first_name', 'last_name', 'company', 'title'] as const;

/**
 * What has to be sent so that a candidate knows what an item says. Nothing that Greenhouse knows is lost: a
 * missing value never replaces one, and because a PATCH replaces lists as a whole, a list is sent with all
 * it held besides what is new. A list that gains nothing isn't sent at all, so that an item without news
 * changes nothing. Pure.
 */
export function changesOf(held: CandidateFields, item: GreenhouseFields): CandidateFields {
  const changes: Record<string, unknown> = {};
  for (const name of TEXTS) {
    const value = textOrNull(item[name]);
    if (value !== null && value !== textOrNull(held[name])) changes[name] = value;
  }
  if (typeof item.is_private === 'boolean' && item.is_private !== held.is_private) {
    changes['is_private'] = item.is_private;
  }
  return { ...changes, ...listChanges(held, item) };
}

type Same = (a: HeldValue, b: HeldValue) => boolean;

const byText: Same = (a, b) => plain(a.value) === plain(b.value);
const byUrl: Same = (a, b) => bareUrl(a.value) === bareUrl(b.value);
const byPhone: Same = (a, b) => samePhone(a.value, b.value);

function listChanges(held: CandidateFields, item: GreenhouseFields): CandidateFields {
  const { website_addresses: sites, social_media_addresses: social } = held;
  return {
    ...grown('email_addresses', held.email_addresses, item.email_addresses, byText),
    ...grown('phone_numbers', held.phone_numbers, item.phone_numbers, byPhone),
    ...grown('addresses', held.addresses, item.addresses, byText),
    // Somebody may have noted a network's address among the websites, or the other way round.
    ...grown('website_addresses', sites, item.website_addresses, byUrl, social),
    ...grown('social_media_addresses', social, item.social_media_addresses, byUrl, sites),
    ...grownTags(held.tags, item.tags),
  };
}

type Values = readonly (HeldValue | null)[] | null | undefined;

/** The list with what is new at its end, under its name; nothing when nothing is new. */
function grown(
  name: keyof CandidateFields,
  held: Values,
  item: Values,
  same: Same,
  elsewhere: Values = [],
): CandidateFields {
  const own = present(held).filter(({ value }) => textOrNull(value) !== null);
  const known = [...own, ...present(elsewhere)];
  const added: HeldValue[] = [];
  for (const entry of present(item)) {
    if (![...known, ...added].some((other) => same(other, entry))) added.push(entry);
  }
  return added.length === 0 ? {} : { [name]: [...own, ...added] };
}

function grownTags(
  held: CandidateFields['tags'],
  item: GreenhouseFields['tags'],
): Pick<CandidateFields, 'tags'> {
  const known = present(held);
  const names = new Set(known.map(folded));
  const added = present(item).filter((tag) => !names.has(folded(tag)) && names.add(folded(tag)));
  return added.length === 0 ? {} : { tags: [...known, ...added] };
}
