import { RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { textOrNull } from '../../kit/present.js';
import type { EducationIds, Harvest, Vocabulary } from './harvest.js';
import type { GreenhouseEducationItem } from './item.js';
import { termId } from './vocabulary.js';

/**
 * An education with the ids of its names, which is how Greenhouse takes it.
 * @param lenient leave out a degree or discipline that Greenhouse doesn't know, or the whole education when
 *   it is the school: then nothing is returned
 * @throws {@link RejectedItemError} `education_unknown` for such a name when not lenient
 */
export async function educationIds(
  client: HttpClient,
  harvest: Harvest,
  education: GreenhouseEducationItem,
  lenient: boolean,
): Promise<EducationIds | undefined> {
  const unknown: string[] = [];
  const idOf = async (vocabulary: Vocabulary, name: string | null): Promise<number | undefined> => {
    if (name === null) return undefined;
    const id = await termId(client, harvest, vocabulary, name);
    if (id === undefined) unknown.push(`${vocabulary} "${name}"`);
    return id;
  };
  const school = await idOf('school', education.school_name);
  const { degree, discipline } = await titleOf(client, harvest, education);
  const degreeId = await idOf('degree', degree);
  const disciplineId = await idOf('discipline', discipline);
  if (unknown.length > 0 && !lenient) throw notInLists(unknown);
  if (school === undefined) return undefined;
  const { start_date = null, end_date = null } = education;
  return { school, degree: degreeId, discipline: disciplineId, start_date, end_date };
}

/** HrFlow has one title for both. What stands alone, and is no degree but a discipline, is taken for one. */
async function titleOf(client: HttpClient, harvest: Harvest, education: GreenhouseEducationItem) {
  const [degree, discipline] = [textOrNull(education.degree), textOrNull(education.discipline)];
  if (degree === null || discipline !== null) return { degree, discipline };
  if ((await termId(client, harvest, 'degree', degree)) !== undefined) return { degree, discipline };
  const isDiscipline = (await termId(client, harvest, 'discipline', degree)) !== undefined;
  return isDiscipline ? { degree: null, discipline: degree } : { degree, discipline };
}

function notInLists(unknown: readonly string[]): RejectedItemError {
  return new RejectedItemError(
    `An education was not added: Greenhouse's lists do not have ${unknown.join(' and ')}. Add it in Greenhouse ` +
      "(Configure, Custom Options, Candidate), or set pushParameters.unknown_educations to 'leave_out'.",
    { code: 'education_unknown', path: 'educations' },
  );
}
