import { cutDepths, shapeFlawIn } from '@hrflow-sync/connectors';
import type { Fingerprints } from '@hrflow-sync/core';
import { digestOf } from '@hrflow-sync/core';
import type { Engine } from '../engine.js';
import type { WorkflowRuntime } from '../runtime.js';
import type { KeptItem } from './prepare.js';

/** A page after logics and format: what becomes a push job, and what doesn't. */
export interface PreparedPage {
  readonly kept: readonly KeptItem[];
  readonly discarded: number;
  /** The target has them as they are. */
  readonly skipped: number;
  /** Among the kept. */
  readonly logicsFailed: number;
  readonly formatFailed: number;
}

/**
 * Logics, then format. An item that fails in either is kept raw: its push job tries again and buries it. So is one
 * that nobody could handle without harm, before any logic sees it.
 * @param mayLeave whether an item may be kept raw before anybody tried
 */
export async function preparePage(
  runtime: WorkflowRuntime,
  { userCode, fingerprints }: Pick<Engine, 'userCode' | 'fingerprints'>,
  items: readonly unknown[],
  mayLeave: boolean,
): Promise<PreparedPage> {
  const hostile = items.filter((raw) => shapeFlawIn(raw) !== undefined);
  const sound = hostile.length === 0 ? items : items.filter((raw) => shapeFlawIn(raw) === undefined);
  const kept = hostile.map((raw) => unprepared(runtime, 'raw', raw));
  let discarded = 0;
  const failed = { logics_failure: 0, format_failure: hostile.length };
  // Taken first: a logic may change the item before it throws.
  const originals = sound.map((raw) => JSON.stringify(raw));
  const outcomes = await userCode.preparePage(runtime.workflow, sound, originals, mayLeave);
  for (const [index, prepared] of outcomes.entries()) {
    if (prepared.outcome === 'discarded') discarded++;
    else if (prepared.outcome === 'formatted') kept.push(formatted(runtime, prepared));
    else {
      if (prepared.outcome === 'failed') failed[prepared.error.event]++;
      kept.push(unprepared(runtime, 'raw', sound[index], originals[index] ?? ''));
    }
  }
  const changed = runtime.workflow.skipUnchanged ? await withoutKnown(runtime, fingerprints, kept) : kept;
  return {
    kept: changed,
    discarded,
    skipped: kept.length - changed.length,
    logicsFailed: failed.logics_failure,
    formatFailed: failed.format_failure,
  };
}

/**
 * A page of items that are prepared in jobs of their own: because the list holds only summaries, or because
 * preparing them here may kill the worker.
 */
export function keepUnprepared(
  runtime: WorkflowRuntime,
  stage: 'summary' | 'raw',
  items: readonly unknown[],
): PreparedPage {
  const kept = items.map((item) => unprepared(runtime, stage, item));
  return { kept, discarded: 0, skipped: 0, logicsFailed: 0, formatFailed: 0 };
}

/** A formatted item as it is handed over, with its fingerprint where the workflow needs one. */
export function formatted(
  runtime: WorkflowRuntime,
  { reference, item }: { reference: string | null; item: string },
): KeptItem {
  const fingerprint = runtime.workflow.skipUnchanged ? digestOf(runtime.fingerprintScope, item) : null;
  return { stage: 'formatted', reference, item, fingerprint };
}

function unprepared(
  runtime: WorkflowRuntime,
  stage: 'summary' | 'raw',
  raw: unknown,
  item: string = storable(raw),
): KeptItem {
  const reference = identityOf(runtime, raw);
  return { stage, reference, item, fingerprint: null };
}

/** As JSON. What is too deep to be written as such is cut, and still too deep to be pushed. */
function storable(raw: unknown): string {
  return JSON.stringify(shapeFlawIn(raw) ? cutDepths(raw) : raw);
}

/** An item may be anything, and then it has none. */
function identityOf({ workflow }: WorkflowRuntime, raw: unknown): string | null {
  try {
    return workflow.action.origin.identify(raw) ?? null;
  } catch {
    return null;
  }
}

/** Those whose formatted form isn't what was pushed last. */
export async function withoutKnown(
  runtime: WorkflowRuntime,
  fingerprints: Fingerprints,
  kept: readonly KeptItem[],
): Promise<readonly KeptItem[]> {
  const comparable = kept.flatMap((item, index) =>
    item.reference === null || item.fingerprint === null
      ? []
      : [{ index, reference: item.reference, digest: item.fingerprint }],
  );
  const known = await fingerprints.areKnown(runtime.workflow.id, comparable);
  const unchanged = new Set(comparable.filter((_, position) => known[position]).map(({ index }) => index));
  return kept.filter((_, index) => !unchanged.has(index));
}
