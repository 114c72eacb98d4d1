import { z } from 'zod';

/** Items are prepared in milliseconds; what takes longer than this most likely never ends. */
const TIMEOUT_MS = 5_000;
/** A callback talks to others, item by item. */
const CALLBACK_TIMEOUT_MS = 60_000;
const MEMORY_MB = 256;
/** Below it a thread hardly has room for the connectors it loads. */
const LEAST_MEMORY_MB = 64;
const MOST_MEMORY_MB = 16_384;
/** An hour: a limit that is longer limits nothing. */
const MOST_TIMEOUT_MS = 3_600_000;

/** How a workflow's own functions are kept from harming anything else. */
export interface IsolationConfig {
  /** How long logics and format together may take for an item. Default 5,000. */
  readonly timeoutMs?: number;
  /** How long a callback may go without taking an item or ending, not counting its waits for items. Default 60,000. */
  readonly callbackTimeoutMs?: number;
  /** Heap of a thread, in megabytes. Default 256. */
  readonly memoryMb?: number;
  /** Variables of the worker that the functions may read, beside `NODE_ENV` and `TZ`. Default none. */
  readonly environment?: readonly string[];
}

/** With every default filled in. */
export type Isolation = Required<IsolationConfig>;

const Options = z.strictObject(
  {
    timeoutMs: z.int().min(10).max(MOST_TIMEOUT_MS).default(TIMEOUT_MS),
    callbackTimeoutMs: z.int().min(10).max(MOST_TIMEOUT_MS).default(CALLBACK_TIMEOUT_MS),
    memoryMb: z.int().min(LEAST_MEMORY_MB).max(MOST_MEMORY_MB).default(MEMORY_MB),
    environment: z.array(z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable')).default([]),
  },
  {
    error: ({ code }) =>
      code === 'invalid_type' ? 'expected true, false or { timeoutMs, memoryMb, … }' : undefined,
  },
);

/** The shape of what a workflow file says. */
export const IsolationShape = z.preprocess(
  (value) => (value === true ? {} : value === false ? undefined : value),
  Options.optional(),
);
