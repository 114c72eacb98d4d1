import type { Workflow } from '@hrflow-sync/core';

/** An item on its way to the target, serialised as its push job will hold it. */
export interface KeptItem {
  readonly stage: 'summary' | 'raw' | 'formatted';
  readonly reference: string | null;
  readonly item: string;
  /** Digest of the formatted item, where the workflow skips unchanged ones. */
  readonly fingerprint: string | null;
}

export type Prepared =
  | { readonly outcome: 'formatted'; readonly reference: string | null; readonly item: string }
  | { readonly outcome: 'discarded' }
  | { readonly outcome: 'failed'; readonly error: PreparationError };

/** A user's logic or format failed on an item. */
export class PreparationError extends Error {
  constructor(
    readonly event: 'logics_failure' | 'format_failure',
    readonly code: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'PreparationError';
  }
}

/**
 * Applies a workflow's logics, then its format. Never throws.
 * @param enter told what a failure would be called, before format is entered
 */
export async function prepareItem(
  workflow: Workflow,
  raw: unknown,
  enter: (event: PreparationError['event']) => void = () => undefined,
): Promise<Prepared> {
  try {
    const kept = await applyLogics(workflow, raw);
    if (kept === null) return { outcome: 'discarded' };
    enter('format_failure');
    return await applyFormat(workflow, kept);
  } catch (error) {
    if (error instanceof PreparationError) return { outcome: 'failed', error };
    throw error;
  }
}

async function applyLogics(workflow: Workflow, raw: unknown): Promise<unknown> {
  let item: unknown = raw;
  for (const [index, logic] of workflow.logics.entries()) {
    const where = `logics[${index}]`;
    try {
      item = await logic(item);
    } catch (error) {
      throw new PreparationError(
        'logics_failure',
        'logic_threw',
        `${where} threw: ${messageOf(error)}`,
        error,
      );
    }
    if (item === null) return null;
    if (item === undefined) {
      const message = `${where} returned undefined. Return the item to keep it, null to discard it.`;
      throw new PreparationError('logics_failure', 'logic_returned_nothing', message);
    }
  }
  return item;
}

async function applyFormat(workflow: Workflow, item: unknown): Promise<Prepared> {
  let formatted: unknown;
  let json: string | undefined;
  try {
    formatted = await workflow.format(item);
    json = JSON.stringify(formatted) as string | undefined;
  } catch (error) {
    throw new PreparationError('format_failure', 'format_threw', `format threw: ${messageOf(error)}`, error);
  }
  if (typeof formatted !== 'object' || formatted === null || json === undefined) {
    const message = 'format must return an object.';
    throw new PreparationError('format_failure', 'format_returned_no_object', message);
  }
  return { outcome: 'formatted', reference: referenceOf(formatted), item: json };
}

function referenceOf(formatted: object): string | null {
  const reference = 'reference' in formatted ? formatted.reference : undefined;
  return typeof reference === 'string' || typeof reference === 'number' ? String(reference) : null;
}

/** Anything may be thrown, also what can't be made a text. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    return 'something that is no error';
  }
}
