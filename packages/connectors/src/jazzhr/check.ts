import { ConfigurationError, RejectedItemError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { recordPath, listPath } from './path.js';
import { recordsOf } from './rows.js';

/** One page of a list: shows whether the key works. It can't be asked for less. */
export async function checkKey(client: HttpClient, resource: 'jobs' | 'applicants'): Promise<void> {
  try {
    await client.send({ method: 'GET', path: listPath(resource, {}, 1) });
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    // There is no item yet that could be at fault: a 404 here means that JAZZHR_API_URL leads elsewhere.
    const { message, code, detail } = error;
    throw new ConfigurationError(message, { code, detail, cause: error });
  }
}

/**
 * Whether JazzHR knows a job. It answers a filter by an unknown one like one that nobody applied to. What it
 * answers when asked for an unknown job itself is unverified: 404, an error or nothing are all taken for it.
 * @param path of the parameter that names the job
 * @throws {@link ConfigurationError} `job_unknown`
 */
export async function checkJob(client: HttpClient, id: string, path: string): Promise<void> {
  try {
    const { body } = await client.send({ method: 'GET', path: recordPath('jobs', id) });
    if (recordsOf(body).length > 0) return;
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
  }
  throw new ConfigurationError(
    `JazzHR has no job "${id}". Check ${path}; a job's id starts with "job_" and stands in its address in JazzHR's API.`,
    { code: 'job_unknown', path, detail: `GET jobs/{id}: no job` },
  );
}
