import type { Excerpt } from '@hrflow-sync/core';
import diff, { type Difference as Found } from 'microdiff';

/** Fields shown; whoever has more of them reads the bodies. */
export const DIFFERENCES_SHOWN = 200;

/** A field that is not as it was. */
export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `experiences[2].title` */
  readonly path: string;
  readonly held: unknown;
  readonly sent: unknown;
}

/** What a provider held, against what was to take its place. */
export interface Comparison {
  readonly provider: string;
  /** `undefined` when one of the two was too large to be kept whole. */
  readonly differences: readonly Difference[] | undefined;
}

export function differencesOf(provider: string, held: Excerpt, sent: Excerpt): Comparison {
  const [before, after] = [wholeObject(held), wholeObject(sent)];
  if (!before || !after) return { provider, differences: undefined };
  const found = diff(before, after).map(toDifference);
  return { provider, differences: found.sort((a, b) => byPath.compare(a.path, b.path)) };
}

/** `experiences[10]` comes after `experiences[9]`. */
const byPath = new Intl.Collator('en', { numeric: true });

function toDifference(found: Found): Difference {
  const path = pathText(found.path);
  switch (found.type) {
    case 'CREATE':
      return { kind: 'added', path, held: undefined, sent: found.value as unknown };
    case 'REMOVE':
      return { kind: 'removed', path, held: found.oldValue as unknown, sent: undefined };
    case 'CHANGE':
      return { kind: 'changed', path, held: found.oldValue as unknown, sent: found.value as unknown };
    default:
      return found satisfies never;
  }
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

function wholeObject({ text, length }: Excerpt): Record<string, unknown> | undefined {
  if (text.length < length) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
