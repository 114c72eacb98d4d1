import { RetryableError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { companyPath } from '../path.js';
import { objectsIn } from '../value.js';
import type { FlatchrVacancy } from './vacancy.js';

/**
 * All of the company's vacancies in one array, without pages. `address` is absent unless it is asked for.
 * Source: developers.flatchr.io, "Récupérer l'ensemble de vos annonces".
 * @param status asks for vacancies of this status; whether the filter takes any is not documented
 */
export async function listVacancies(
  client: HttpClient,
  { fields, status }: { readonly fields?: string; readonly status?: number } = {},
): Promise<readonly FlatchrVacancy[]> {
  const { body, status: answered } = await client.send({
    method: 'GET',
    path: companyPath(client, 'vacancies'),
    query: { fields, status },
  });
  if (Array.isArray(body)) return objectsIn(body);
  throw new RetryableError('Flatchr answered with something else than a list of vacancies.', {
    code: 'unexpected_answer',
    detail: `GET vacancies: ${answered}, expected an array, got ${body === null ? 'nothing' : typeof body}`,
  });
}
