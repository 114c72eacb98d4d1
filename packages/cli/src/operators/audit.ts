import type { Audit, AuditTrail } from '@hrflow-sync/core';
import { userInfo } from 'node:os';
import { table } from './table.js';

/** The latest entries of the audit log, newest first. */
export async function listAudit(
  audit: Audit,
  { limit, access, json }: { limit: number; access: boolean; json: boolean },
): Promise<string> {
  const trail: AuditTrail = access ? 'access' : 'actions';
  const records = await audit.latest(limit, undefined, trail);
  if (json) {
    const documents = records.map(({ id, at, name, via, address = null, action, target, detail = null }) => ({
      id,
      at,
      name,
      via,
      address,
      action,
      target,
      detail,
    }));
    return JSON.stringify(documents, null, 2);
  }
  if (records.length === 0) return 'Nothing yet.';
  return table(
    ['at', 'who', 'via', 'address', 'what', 'on', 'more'],
    records.map(({ at, name, via, address = '', action, target, detail = '' }) => [
      at,
      name,
      via,
      address,
      action,
      target,
      detail,
    ]),
  );
}

/** Writes down what is about to be done from the command line. */
export async function recordCommand(
  audit: Audit,
  act: { readonly action: string; readonly target: string; readonly detail?: string | undefined },
): Promise<void> {
  await audit.record({ name: systemUser(), via: 'cli', ...act });
}

/** In a container there may be a number and no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
