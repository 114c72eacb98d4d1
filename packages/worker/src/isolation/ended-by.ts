import type { Ending } from './isolated-thread.js';

/** What is told about a function that ended its thread. */
export interface EndedBy {
  readonly code: string;
  readonly message: string;
}

/** @param what names the function: `format` */
export function endedBy(ending: Exclude<Ending, { kind: 'stopped' }>, what: string): EndedBy {
  switch (ending.kind) {
    case 'timeout': {
      const message = `${what} took longer than ${ending.limitMs / 1000} s, so its thread was ended. Look for an endless loop or a call without a time limit, mend it, then retry.`;
      return { code: 'user_code_timeout', message: sentence(message) };
    }
    case 'crash': {
      const message = `${what} crashed its thread: ${ending.message}. Mend it, then retry.`;
      return { code: 'user_code_crashed', message: sentence(message) };
    }
    default:
      return ending satisfies never;
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
