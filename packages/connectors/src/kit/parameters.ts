import { z } from 'zod';
import { parseInstant } from './time.js';

/** An optional text parameter, as hrflow-connectors has them: `string|null`, `null` by default. */
export function optionalText(description: string) {
  return z.string().min(1).nullable().default(null).describe(description);
}

/** An optional moment: a date or timestamp in ISO 8601. */
export function optionalTimestamp(description: string) {
  return z
    .string()
    .refine((text) => parseInstant(text) !== undefined, {
      error: ({ input }) =>
        `expected a timestamp in ISO 8601 such as 2026-01-31T09:00:00Z, got "${String(input)}"`,
    })
    .nullable()
    .default(null)
    .describe(description);
}
