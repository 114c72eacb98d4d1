import { z } from 'zod';
import type { PushOutcome, Writer } from '../kit/entity.js';
import { RejectedItemError, RetryableError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { JAZZHR_DOCS, jazzhrApi, type JazzhrCredentials } from './api.js';
import { checkJob, checkKey } from './check.js';
import { hasApplied } from './known.js';
import { JazzhrNewApplicant } from './new-applicant.js';
import { pathText } from './path.js';
import { downloadLimits, isDocument } from './resume.js';
import { recordsOf } from './rows.js';
import { textOf } from './value.js';

/** hrflow-connectors has no parameter here, and so attaches applicants to no job. */
export const JazzhrCreateApplicantsParameters = z.strictObject({
  job_id: pathText('Id of the job the applicant applies to'),
});
type Parameters = z.output<typeof JazzhrCreateApplicantsParameters>;

/**
 * Creates applicants. One whom JazzHR holds already, by name and e-mail (or phone, where one of the two has no
 * e-mail), is left as it is and counts as unchanged: JazzHR can't change applicants. With `job_id`, that
 * takes one who applied to this job; somebody who applied to another is entered for this one as well.
 *
 * What can't be prevented: JazzHR shows a new applicant only after some seconds (apify/startupjobs2jazzHR
 * waits for two), so a push repeated sooner than that after its answer was lost enters the applicant again,
 * and so do two workflows that create the same one at the same time. JazzHR has no way to write only once.
 */
export const createJazzhrApplicants: Writer<
  JazzhrCredentials,
  typeof JazzhrCreateApplicantsParameters,
  JazzhrNewApplicant
> = {
  api: jazzhrApi,
  endpoints: [
    {
      name: 'List applicants',
      url: JAZZHR_DOCS,
      description: 'See by name and e-mail whether JazzHR holds the applicant.',
    },
    {
      name: 'Create an applicant',
      url: JAZZHR_DOCS,
      description: 'Enter the applicant, with the résumé.',
    },
  ],
  parameters: JazzhrCreateApplicantsParameters,
  // Look for the name, compare a namesake, create.
  requestsPerItem: 3,
  item: JazzhrNewApplicant,
  async check(client, { job_id }) {
    await checkKey(client, 'applicants');
    if (job_id !== null) await checkJob(client, job_id, 'pushParameters.job_id');
  },
  push,
};

async function push(
  client: HttpClient,
  { job_id }: Parameters,
  item: JazzhrNewApplicant,
): Promise<PushOutcome> {
  if (textOf(item.email) === null && textOf(item.phone) === null) {
    throw new RejectedItemError(
      'The applicant has neither e-mail nor phone, so JazzHR can not tell whether it holds them already. Give the profile one of the two.',
      { code: 'contact_missing', path: 'email' },
    );
  }
  if (await hasApplied(client, item, job_id)) return 'unchanged';
  const { resume, ...applicant } = item;
  const url = textOf(resume?.url);
  const json = {
    ...withoutNulls(applicant),
    ...(job_id !== null && { job: job_id }),
    ...(url !== null && { 'base64-resume': await fetchFile(client, url) }),
  };
  const { body } = await client.send({ method: 'POST', path: 'applicants', json });
  const [answer] = recordsOf<{ prospect_id?: unknown }>(body);
  if (textOf(answer?.prospect_id) !== null) return 'written';
  throw new RetryableError('JazzHR did not say which applicant it has created.', {
    code: 'unexpected_answer',
    detail: 'POST applicants: no prospect_id in the answer',
  });
}

function withoutNulls(applicant: object): object {
  return Object.fromEntries(Object.entries(applicant).filter(([, value]) => value !== null && value !== ''));
}

/**
 * Nothing has been written yet when a file can't be had, and JazzHR takes no file later, so the item waits as
 * a dead letter.
 */
async function fetchFile(client: HttpClient, url: string): Promise<string> {
  const { bytes } = await client.download(url, downloadLimits);
  if (isDocument(bytes)) return Buffer.from(bytes).toString('base64');
  throw new RejectedItemError(
    "The link to the profile's résumé leads to something that is no document, so the applicant was not created. Mend the link, or leave the résumé out in a format.",
    { code: 'file_unavailable', path: 'resume.url' },
  );
}
