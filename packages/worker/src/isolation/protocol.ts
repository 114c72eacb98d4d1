import type { CallbackContext } from '@hrflow-sync/core/workflow-file';
import type { PreparationError } from '../items/prepare.js';

/** What a thread is started with. */
export interface ThreadData {
  readonly file: string;
  readonly workflowId: string;
  /** Of the workflow's folder when the worker loaded it: the thread has to find the same. */
  readonly edition: string | undefined;
  readonly progress: Int32Array;
}

/**
 * What both sides read of how far the thread is, also when it can't say so any more: a loop without end sends no
 * message.
 */
export const PROGRESS = {
  /** Grows with each step of the work. */
  step: 0,
  /** Which of an item's functions was entered last: an index of {@link FUNCTIONS}. */
  function: 1,
} as const;
export const FUNCTIONS: readonly PreparationError['event'][] = ['logics_failure', 'format_failure'];

/** An error on its way between threads: its class and what it carries don't arrive. */
export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** What became of an item. */
export type Outcome =
  | { readonly outcome: 'formatted'; readonly reference: string | null; readonly item: string }
  | { readonly outcome: 'discarded' }
  | {
      readonly outcome: 'failed';
      readonly event: PreparationError['event'];
      readonly code: string;
      readonly message: string;
      readonly cause: ThrownError | undefined;
    };

export type CallbackFacts = Omit<CallbackContext, 'items'>;

export type ToThread =
  | { readonly kind: 'prepare'; readonly items: readonly string[] }
  | { readonly kind: 'callback'; readonly facts: CallbackFacts }
  /** The next items of a callback; none means that there are no more. */
  | { readonly kind: 'items'; readonly items: readonly unknown[] }
  | { readonly kind: 'no-items'; readonly error: ThrownError };

export type FromThread =
  | { readonly kind: 'ready' }
  /** The workflow can't be had from its file. */
  | { readonly kind: 'unusable'; readonly stale: boolean; readonly message: string }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** The callback waits for items. */
  | { readonly kind: 'wanted' }
  | { readonly kind: 'returned' }
  | { readonly kind: 'threw'; readonly error: ThrownError }
  /** @property stray what is at work now has nothing to do with it: an earlier item left something behind */
  | { readonly kind: 'crashed'; readonly stray: boolean; readonly message: string };

export function thrown(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  return { name: error.name, message: error.message, stack: error.stack };
}

/** As it was thrown, as far as that arrives. */
export function errorOf({ name, message, stack }: ThrownError): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
