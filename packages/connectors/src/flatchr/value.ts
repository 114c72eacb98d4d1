import { isObject, type JsonObject } from '../kit/json.js';

/**
 * Flatchr's types change from page to page and from route to route: an id is an integer here and an opaque
 * text there, a salary is `0` or `"0"`. So values are taken as whatever JSON can hold, and read here.
 */
export type Loose = string | number | boolean | null | undefined;

/** The trimmed text of a text or a number; null for everything else and for nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A number, also one written as text. */
export function numberOf(value: unknown): number | null {
  const text = textOf(value);
  const number = text === null ? Number.NaN : Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : null;
}

/** An id of either kind, as text. */
export function idOf(value: unknown): string | null {
  return textOf(value);
}

/** The objects of a list, whether the list is one or not. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** For comparing names and addresses: letters' case and outer spaces don't matter. */
export function folded(value: unknown): string {
  return (textOf(value) ?? '').toLowerCase();
}

/** A tag of HrFlow. Values are texts, so that HrFlow gives them back as they were sent. */
export type Tag = {
  name: string;
  value: string;
};

/**
 * Tags of values that say something. Names start with `flatchr_`, because the tags of a name are replaced as
 * a whole: nobody else's may be among them.
 */
export function tagsOf(values: Readonly<Record<string, unknown>>): Tag[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const texts = (Array.isArray(value) ? value : [value]).map((each) =>
      typeof each === 'boolean' ? String(each) : textOf(each),
    );
    return [...new Set(texts)].flatMap((text) =>
      text === null ? [] : [{ name: `flatchr_${name}`, value: text }],
    );
  });
}
