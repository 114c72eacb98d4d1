import type { GreenhouseApplication } from './candidate.js';
import { present } from '../kit/present.js';

/** What of a candidate decides. */
interface Applicant {
  readonly applications?:
    readonly (Pick<GreenhouseApplication, 'status' | 'prospect'> | null)[] | null | undefined;
}

/**
 * Whether a candidate is one to archive: there is at least one application, and each is rejected. Nobody who is
 * hired, in process, or without any application; being a rejected prospect alone is no application either. A
 * `converted` entry counts for nothing: the application that a prospect became is an entry of its own (Harvest
 * v1 docs, "Convert prospect to candidate").
 */
export function isRejected(candidate: Applicant | null): boolean {
  const own = present(candidate?.applications).filter(({ status }) => status !== 'converted');
  const applied = own.some(({ prospect }) => prospect !== true);
  return applied && own.every(({ status }) => status === 'rejected');
}
