import { RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { present } from '../../kit/present.js';
import { educationIds } from './education.js';
import type { Harvest, HeldCandidate } from './harvest.js';
import type { GreenhouseCandidateItem } from './item.js';
import type { WritingParameters } from './parameters.js';
import { attachOnce } from './resume.js';
import { missing, sameEducation, sameEmployment } from './same.js';

/** One thing to add to a candidate; says whether it was added. */
type Step = () => Promise<boolean>;

/**
 * Adds to a candidate the educations, employments and résumé that Greenhouse doesn't hold yet; Harvest has
 * no way of changing one it holds. What is refused doesn't keep the rest from being added, and is told in
 * the end, so that the item doesn't pass for done. Repeated, it adds what was missing then.
 *
 * @returns whether anything was added
 * @throws {@link RejectedItemError} `candidate_incomplete`
 */
export async function complete(
  client: HttpClient,
  harvest: Harvest,
  candidate: HeldCandidate,
  item: GreenhouseCandidateItem,
  parameters: WritingParameters,
): Promise<boolean> {
  const refused: RejectedItemError[] = [];
  let added = false;
  for (const step of await stepsFor(client, harvest, candidate, item, parameters)) {
    try {
      added = (await step()) || added;
    } catch (error) {
      if (!(error instanceof RejectedItemError)) throw error;
      refused.push(error);
    }
  }
  if (refused.length > 0) throw incomplete(refused);
  return added;
}

/** Whether an item has anything for {@link complete} to look at. */
export function hasMore(item: GreenhouseCandidateItem): boolean {
  return Boolean(item.resume) || present(item.educations).length + present(item.employments).length > 0;
}

async function stepsFor(
  client: HttpClient,
  harvest: Harvest,
  candidate: HeldCandidate,
  item: GreenhouseCandidateItem,
  { unknown_educations, job_id = null }: WritingParameters,
): Promise<Step[]> {
  const educations = present(item.educations);
  const employments = present(item.employments);
  const { resume } = item;
  const newEducations =
    educations.length > 0 ? missing(educations, await candidate.educations(), sameEducation) : [];
  const newEmployments =
    employments.length > 0 ? missing(employments, await candidate.employments(), sameEmployment) : [];
  return [
    ...newEducations.map((education): Step => async () => {
      const ids = await educationIds(client, harvest, education, unknown_educations === 'leave_out');
      if (ids === undefined) return false;
      await harvest.addEducation(candidate.id, ids);
      return true;
    }),
    ...newEmployments.map((employment): Step => async () => {
      await harvest.addEmployment(candidate.id, employment);
      return true;
    }),
    ...(resume ? [() => attachOnce(client, harvest, candidate, resume, job_id)] : []),
  ];
}

function incomplete(refused: readonly RejectedItemError[]): RejectedItemError {
  const [first] = refused;
  const reasons = [...new Set(refused.map(({ message }) => message))].join(' ');
  return new RejectedItemError(
    `The candidate is in Greenhouse, but not all of the profile (${refused.length} missing). ${reasons}`,
    { code: 'candidate_incomplete', path: first?.path, detail: first?.detail, cause: first },
  );
}
