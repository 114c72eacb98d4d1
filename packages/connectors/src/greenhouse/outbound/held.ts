import type { GreenhouseApplication, GreenhouseCandidate } from '../candidate.js';
import { present } from '../../kit/present.js';
import type { Depth } from '../v3/join.js';
import type { CandidateFields, HeldApplication, HeldCandidate } from './harvest.js';

/**
 * A candidate that Greenhouse holds, by v1's shape of it.
 * @param load the candidate with everything that belongs to it, or with its applications alone
 */
export function heldBy(
  id: number,
  fields: CandidateFields,
  load: (depth: Depth) => Promise<GreenhouseCandidate>,
): HeldCandidate {
  let whole: Promise<GreenhouseCandidate> | undefined;
  const loadWhole = (): Promise<GreenhouseCandidate> => (whole ??= load('whole'));
  return {
    id,
    fields,
    applications: async () => applicationsOf(await (whole ?? load('applications'))),
    educations: async () => present((await loadWhole()).educations),
    employments: async () => present((await loadWhole()).employments),
    resumes: async () => resumesOf(await loadWhole()),
  };
}

function applicationsOf({ applications }: GreenhouseCandidate): HeldApplication[] {
  return present(applications).flatMap(applicationOf);
}

function applicationOf(application: GreenhouseApplication): HeldApplication[] {
  const { id, status, jobs, last_activity_at } = application;
  if (!id) return [];
  const jobIds = present(jobs).flatMap((job) => (job.id ? [String(job.id)] : []));
  return [{ id, active: status === 'active', jobIds, lastActivity: last_activity_at ?? '' }];
}

/** Files lie at the candidate, at its applications, or at both. */
function resumesOf(candidate: GreenhouseCandidate) {
  const files = [candidate, ...present(candidate.applications)].flatMap(({ attachments }) =>
    present(attachments),
  );
  return files.filter(({ type }) => type === 'resume');
}
