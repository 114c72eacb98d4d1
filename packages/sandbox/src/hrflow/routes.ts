import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { Permission } from './access.js';

export type Handler = (call: Call, permission: Permission) => Answer | Promise<Answer>;

/** Handlers by path and method. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;
