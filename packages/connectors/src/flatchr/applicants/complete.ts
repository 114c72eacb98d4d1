import { ConfigurationError, RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { companyPath } from '../path.js';
import { isObject } from '../../kit/json.js';
import { idOf } from '../value.js';
import type { FlatchrApplicant, FlatchrApplicantDetails, FlatchrApplicantRow } from './applicant.js';
import { cvAmong, cvOf, fetchCv, type CvLocation } from './cv.js';

/** A row with what else Flatchr tells of the applicant, by reading alone. */
export async function completeApplicant(
  client: HttpClient,
  { fetch_cv }: { readonly fetch_cv: boolean },
  row: FlatchrApplicantRow,
): Promise<FlatchrApplicant> {
  const id = idOf(row.applicant);
  if (id === null) return row;
  const details = await fetchDetails(client, id);
  const cv = fetch_cv ? await locateCv(client, id, row, details) : undefined;
  return { ...row, details: details ?? null, resume: cv ? await fetchCv(client, cv) : null };
}

/**
 * The applicant by its id. The route is in the docs of 2020 and in none since [unverified today]; where it is
 * gone, or not for this key, the row is all there is.
 */
export async function fetchDetails(
  client: HttpClient,
  id: string,
): Promise<FlatchrApplicantDetails | undefined> {
  const body = await ask(client, companyPath(client, 'applicant', id));
  return isObject(body) ? body : undefined;
}

async function locateCv(
  client: HttpClient,
  id: string,
  row: FlatchrApplicantRow,
  details: FlatchrApplicantDetails | undefined,
): Promise<CvLocation | undefined> {
  // Only an event says it in the row.
  const told = isObject(row['cv']) ? cvOf({ cv: row['cv'] }) : undefined;
  if (told || !details) return told;
  const known = details.candidate ? cvOf(details.candidate) : undefined;
  return known ?? cvAmong(await ask(client, companyPath(client, 'applicant', id, 'media')));
}

/** What a route of 2020 answers; nothing where Flatchr has it no more. */
async function ask(client: HttpClient, path: string): Promise<unknown> {
  try {
    return (await client.send({ method: 'GET', path })).body;
  } catch (error) {
    const gone = error instanceof RejectedItemError;
    const notForThisKey = error instanceof ConfigurationError && error.code === 'forbidden';
    if (gone || notForThisKey) return undefined;
    throw error;
  }
}
