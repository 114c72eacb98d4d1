import { z } from 'zod';
import type { ApiDesk } from './desk.js';
import { Receipt } from './documents.js';
import { endpoint, type Endpoint } from './endpoint.js';

const NOTHING = z.object({});

/** What can be asked about single items. */
export function itemEndpoints(desk: ApiDesk): Endpoint[] {
  return [
    endpoint({
      method: 'delete',
      route: '/items/{reference}',
      id: 'eraseItem',
      summary: 'Erase every trace of an item here; ATS and HrFlow keep what they have',
      tag: 'Items',
      path: z.object({ reference: z.string() }),
      query: NOTHING,
      headers: NOTHING,
      answers: { 200: { description: 'What was erased, if there was anything.', schema: Receipt } },
      errors: [],
      async handle({ path }) {
        const { erasedAt, deadLetters, inFlight, ...receipt } = await desk.eraser.erase(path.reference);
        return {
          status: 200,
          body: { ...receipt, erased_at: erasedAt, dead_letters: deadLetters, in_flight: inFlight },
        };
      },
    }),
  ];
}
