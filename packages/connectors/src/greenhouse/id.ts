import { z } from 'zod';

/** An optional id of Greenhouse's. Its own are whole numbers; an external one would find nothing. */
export function optionalId(what: string, description: string) {
  return z
    .string()
    .regex(/^\d+$/, `expected the id of ${what} in Greenhouse, such as 149995`)
    .nullable()
    .default(null)
    .describe(description);
}
