import { AsyncLocalStorage } from 'node:async_hooks';
import type { Request } from 'express';

/** The request being answered, for code that Bull Board calls without it. */
export const currentRequest: AsyncLocalStorage<Request> = new AsyncLocalStorage();
