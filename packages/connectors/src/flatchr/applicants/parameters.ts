import { z } from 'zod';
import { optionalText } from '../../kit/parameters.js';
import { isoDayOf, optionalDay } from '../dates.js';

/** Filters of Flatchr's search. Names and descriptions of the first eight are those of hrflow-connectors. */
const filters = {
  firstname: optionalText('The firstname of the candidate to search for'),
  lastname: optionalText('The lastname of the candidate to search for'),
  email: optionalText('The email of the candidate to search for'),
  hired: z.boolean().nullable().default(null).describe('Whether the candidate has been hired or not'),
  column: optionalText("The column in which the candidate is located, Ex: 'Entretien RH'"),
  start: optionalDay('The start date in MM/DD/YY of the search'),
  end: optionalDay('The end date in MM/DD/YY of the search'),
  vacancy: optionalText('id of the offer in which the candidate is involved'),
  start_update: optionalDay('The first day, in MM/DD/YY, on which the candidate was modified'),
  end_update: optionalDay('The last day, in MM/DD/YY, on which the candidate was modified'),
};

const Filters = z.strictObject(filters);
export type Filters = z.output<typeof Filters>;
/** Names of the fields of a search. */
export const FILTERS = Object.keys(filters) as readonly (keyof Filters)[];

/** What a list of live and archived applicants takes. */
export const FlatchrApplicantsParameters = z
  .strictObject({
    ...filters,
    fetch_cv: z
      .boolean()
      .default(true)
      .describe(
        "Whether to fetch each candidate's CV where Flatchr names it; Flatchr gives one CV per second. Without them a run takes as long as its other requests",
      ),
  })
  .superRefine(inOrder);

/** What a list of archived applicants takes. */
export const FlatchrArchivedApplicantsParameters = Filters.superRefine(inOrder);

/** A span that ends before it starts finds nothing, and would look like an empty account. */
function inOrder(parameters: Filters, context: z.RefinementCtx): void {
  for (const [start, end] of [
    ['start', 'end'],
    ['start_update', 'end_update'],
  ] as const) {
    const [first, last] = [parameters[start], parameters[end]].map((text) => text && isoDayOf(text));
    if (first && last && first > last) {
      const message = `ends before ${start}: both are MM/DD/YY, the month first`;
      context.addIssue({ code: 'custom', path: [end], message });
    }
  }
}
