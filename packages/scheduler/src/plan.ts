import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { LoadedWorkflows, Schedule } from '@hrflow-sync/core';

/** What is to be in force for a workflow. */
export interface Planned {
  /** Name of its file, without the folder: that may lie elsewhere on another machine. */
  readonly file: string;
  /** `null` when it has none, or is disabled. */
  readonly schedule: Schedule | null;
}

/** By workflow id. */
export type Plan = ReadonlyMap<string, Planned>;

/**
 * What the workflow files say. What is in force for a workflow whose file is broken stays so: nobody can tell whether
 * it is still meant to be there.
 */
export function planOf(files: LoadedWorkflows, inForce: Plan): Plan {
  const broken = new Set(files.problems.map(({ file }) => basename(file)));
  const plan = new Map([...inForce].filter(([, { file }]) => broken.has(file)));
  for (const { id, file, schedule, enabled } of files.workflows.values()) {
    plan.set(id, { file: basename(file), schedule: (enabled ? schedule : undefined) ?? null });
  }
  return plan;
}

/** Stands for a plan's schedules. Two schedulers that agree on them are of the same edition, whatever else differs. */
export function editionOf(plan: Plan): string {
  const schedules = [...plan].map(([id, { schedule }]) => [id, schedule] as const);
  const sorted = schedules.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 12);
}
