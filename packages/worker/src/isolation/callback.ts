import { RetryableError } from '@hrflow-sync/connectors';
import type { CallbackContext } from '@hrflow-sync/core';
import { endedBy } from './ended-by.js';
import type { Ending, IsolatedThread } from './isolated-thread.js';
import { errorOf, thrown, type FromThread } from './protocol.js';

/** Items that are with a callback at a time: it asks for more when it has gone through them. */
const ITEMS_AT_A_TIME = 50;

/** A callback ended its thread. */
class CallbackEndedError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'CallbackEndedError';
  }
}

/**
 * Runs a workflow's callback in a thread. Items go over as it asks for them; while it waits, the time is ours.
 * @throws what it threw, {@link CallbackEndedError}, {@link RetryableError} `stopped`
 */
export async function runCallback(
  thread: IsolatedThread,
  { items, ...facts }: CallbackContext,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    await new Promise<void>((resolve, reject) => {
      const heard = (message: FromThread): void => {
        if (message.kind === 'wanted') {
          thread.excuse();
          void give(thread, iterator);
        } else if (message.kind === 'returned') resolve();
        else if (message.kind === 'threw') reject(errorOf(message.error));
      };
      const ended = (ending: Ending): void => reject(errorFor(ending));
      thread.work({ heard, ended }, thread.workflow.isolation.callbackTimeoutMs);
      thread.say({ kind: 'callback', facts });
    });
  } finally {
    await iterator.return?.();
  }
}

async function give(thread: IsolatedThread, iterator: AsyncIterator<unknown>): Promise<void> {
  const items: unknown[] = [];
  try {
    while (items.length < ITEMS_AT_A_TIME) {
      const next = await iterator.next();
      if (next.done) break;
      items.push(next.value);
    }
    thread.say({ kind: 'items', items });
  } catch (error) {
    thread.say({ kind: 'no-items', error: thrown(error) });
  }
}

function errorFor(ending: Ending): Error {
  if (ending.kind === 'stopped') {
    return new RetryableError('The callback was not waited for: this process is stopping.', {
      code: 'stopped',
    });
  }
  const { code, message } = endedBy(ending, 'the callback');
  return new CallbackEndedError(code, message);
}
