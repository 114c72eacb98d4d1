import type { Audit, AuditActor } from '@hrflow-sync/core';
import type { Request } from 'express';
import { accessOf } from './access.js';

/** Who asks, as the audit log names people. */
function actorOf(request: Request): AuditActor {
  const { name, via } = accessOf(request).person;
  return { name, via, address: request.ip };
}

/** Writes down what the person who asks is about to do; what can't be written down must not be done. */
export async function recordAction(
  audit: Audit,
  request: Request,
  act: { readonly action: string; readonly target: string; readonly detail?: string | undefined },
): Promise<void> {
  await audit.record({ ...actorOf(request), ...act });
}
