import type { HrflowReference } from '../hrflow/reference.js';

/** A candidate or a job as an item to archive. Without an id it has no reference rather than "undefined". */
export function formatReference({ id }: { readonly id?: number | null }): HrflowReference {
  return { reference: id === null || id === undefined ? '' : String(id) };
}
