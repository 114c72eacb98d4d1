import { RetryableError } from '@hrflow-sync/connectors';
import { PreparationError, type Prepared } from '../items/prepare.js';
import { endedBy } from './ended-by.js';
import type { Ending, IsolatedThread } from './isolated-thread.js';
import type { Place } from './pool.js';
import { errorOf, type Outcome } from './protocol.js';

/** Threads a page may cost before the rest of its items are prepared one by one, each in its own job. */
const LOST_BEFORE_LEAVING = 2;

/** What the slices of a page have in common. */
export interface PageAttempt {
  /** Whether items may be left to jobs of their own. */
  readonly mayLeave: boolean;
  /** Threads that items of the page have cost. */
  lost: number;
}

/** An item nobody tried: too many of its page had ended their threads. */
export interface Left {
  readonly outcome: 'left';
}

/**
 * Prepares items one after the other. Each that ends its thread fails, and those after it go on in a new one; none
 * that is done is done again.
 * @param stray told why a thread ended that the item at work has nothing to do with
 * @throws {@link RetryableError} `stopped`, and as a thread's start
 */
export async function prepareSlice(
  place: Place,
  items: readonly string[],
  page: PageAttempt,
  stray: (message: string) => void,
): Promise<(Prepared | Left)[]> {
  const done: (Prepared | Left)[] = [];
  while (done.length < items.length) {
    if (page.mayLeave && page.lost >= LOST_BEFORE_LEAVING) {
      return [...done, ...items.slice(done.length).map((): Left => ({ outcome: 'left' }))];
    }
    const { thread, fresh } = await place.occupied();
    const rest = items.slice(done.length);
    const before = done.length;
    const ending = await hand(thread, rest, (outcome) => done.push(preparedOf(outcome)));
    if (!ending) break;
    if (isInnocent(ending, fresh && done.length === before)) {
      stray(ending.message);
      continue;
    }
    page.lost++;
    done.push(failure(thread, ending));
  }
  return done;
}

/** Resolves once a thread has told what became of each item, or with why it ended before. */
function hand(
  thread: IsolatedThread,
  items: readonly string[],
  tell: (outcome: Outcome) => void,
): Promise<Ending | undefined> {
  let left = items.length;
  return new Promise((resolve) => {
    const heard = (message: { kind: string; outcome?: Outcome }): void => {
      if (message.kind !== 'outcome' || !message.outcome) return;
      tell(message.outcome);
      if (--left > 0) return;
      thread.rest();
      resolve(undefined);
    };
    thread.work({ heard, ended: resolve }, thread.workflow.isolation.timeoutMs);
    thread.say({ kind: 'prepare', items });
  });
}

/** A thread that other items have been in before may have been brought down by what they left. */
function isInnocent(ending: Ending, isFirst: boolean): ending is Ending & { kind: 'crash' } {
  if (ending.kind !== 'crash') return false;
  return ending.blame === 'other' || (ending.blame === 'unknown' && !isFirst);
}

function failure(thread: IsolatedThread, ending: Ending): Prepared {
  if (ending.kind === 'stopped') {
    throw new RetryableError('The item was not waited for: this process is stopping.', { code: 'stopped' });
  }
  const event = thread.atWork;
  const { code, message } = endedBy(ending, event === 'format_failure' ? 'format' : 'a logic');
  return { outcome: 'failed', error: new PreparationError(event, code, message) };
}

function preparedOf(outcome: Outcome): Prepared {
  if (outcome.outcome !== 'failed') return outcome;
  const { event, code, message, cause } = outcome;
  return {
    outcome: 'failed',
    error: new PreparationError(event, code, message, cause && errorOf(cause)),
  };
}
