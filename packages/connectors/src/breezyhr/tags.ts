import { present, textOrNull } from '../kit/present.js';
import type { BreezyhrNamed } from './position.js';

/** A tag of an HrFlow item. Values are texts, so that HrFlow gives them back as they were sent. */
export type Tag = { name: string; value: string };

/**
 * Tags of one name, each value once. Names start with `breezyhr_`, because the tags of a name are replaced as
 * a whole: nobody else's may be among them.
 */
export function tags(name: string, ...values: readonly unknown[]): Tag[] {
  const texts = present(values.map(valueText));
  return [...new Set(texts)].map((value) => ({ name: `breezyhr_${name}`, value }));
}

/** A custom attribute is a tag under its own name. */
export function attributeTags(
  attributes: readonly ({ name?: string | null; value?: unknown } | null)[] | null | undefined,
): Tag[] {
  return present(attributes).flatMap(({ name, value }) => {
    const known = textOrNull(name);
    return known === null
      ? []
      : tags(`custom_attribute_${known}`, ...(Array.isArray(value) ? (value as unknown[]) : [value]));
  });
}

/** What a thing is called: by its name, else by its id; some sources give the bare name. */
export function nameOf(named: BreezyhrNamed | undefined): string | null {
  if (typeof named !== 'object') return textOrNull(named);
  return textOrNull(named?.name) ?? textOrNull(named?.id);
}

function valueText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return textOrNull(value);
}
