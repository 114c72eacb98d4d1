import type { HrflowReference } from '../hrflow/reference.js';

/** What HrFlow needs to archive a job or an applicant: its id. */
export function formatReference({ id }: { readonly id: string }): HrflowReference {
  return { reference: id };
}
