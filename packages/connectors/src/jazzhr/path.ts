import { z } from 'zod';
import { segment } from '../kit/http/address.js';
import { parseInstant } from '../kit/time.js';

/** What a list can be narrowed by, in the order it is sent in. `null` doesn't narrow it. */
export type Filters = Readonly<Record<string, string | boolean | null>>;

/**
 * A list, or a page of it: `jobs/status/open/page/2`. Filters and page are segments of the path; JazzHR ignores
 * them in the query (zailous1/JazzHR-DotNet-SDK, community-tech-alliance/airbyte-source-jazzhr).
 */
export function listPath(resource: string, filters: Filters, page?: number): string {
  const segments = Object.entries(filters).flatMap(([name, value]) =>
    value === null ? [] : [name, segment(String(value))],
  );
  return [resource, ...segments, ...(page === undefined ? [] : ['page', page])].join('/');
}

/** One record: `applicants/prospect_…`. */
export function recordPath(resource: string, id: string): string {
  return `${resource}/${segment(id)}`;
}

/**
 * What can't be a segment of a path whatever one writes. An empty one makes the next name a value; `.` and
 * `..` are taken out on the way by servers and proxies, some after decoding, together with what stands
 * before them; and half a character has no UTF-8.
 */
export function isSegment(value: string): boolean {
  if (value.trim() === '' || /[\p{Surrogate}\p{Control}]/u.test(value)) return false;
  return !value.split(/[/\\]/).some((part) => part === '.' || part === '..');
}

const segmentText = z.string().refine(isSegment, {
  error: ({ input }) =>
    String(input).trim() === ''
      ? 'is empty; leave it out, or give null, not to filter by it'
      : `JazzHR takes it as a part of its address, so it can not hold "." or ".." between slashes, nor control characters; got ${JSON.stringify(input)}`,
});

/** An optional text that JazzHR takes as a segment of the path. */
export function pathText(description: string) {
  return segmentText.nullable().default(null).describe(description);
}

/** A text that must be given, and that JazzHR takes as a segment of the path. */
export function requiredPathText(description: string) {
  return segmentText.describe(description);
}

/** An optional day. JazzHR knows no times. */
export function pathDate(description: string) {
  return z
    .string()
    .refine(isDay, {
      error: ({ input }) => `expected a date as YYYY-MM-DD, such as 2026-01-31, got ${JSON.stringify(input)}`,
    })
    .nullable()
    .default(null)
    .describe(description);
}

function isDay(text: string): boolean {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(text) : undefined;
  return instant !== undefined && new Date(instant).toISOString().startsWith(text);
}

/** Fails the later of two days that are in the wrong order: together they leave nothing. */
export function inOrder<Name extends string>(from: Name, to: Name) {
  return {
    holds: (parameters: Readonly<Record<Name, string | null>>): boolean => {
      const [first, last] = [parameters[from], parameters[to]];
      return first === null || last === null || first <= last;
    },
    problem: { path: [to], error: `is before ${from}: no day lies between them. Swap the two` },
  };
}
