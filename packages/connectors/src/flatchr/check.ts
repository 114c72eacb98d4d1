import { ConfigurationError, RejectedItemError, type SyncError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { companyPath, pathOf } from './path.js';
import { folded, objectsIn, textOf } from './value.js';

/**
 * Shows whether key and company fit, by the company's columns: a short list every key may read.
 * Source: developers.flatchr.io, "Récupérer les colonnes".
 * @returns the columns' titles
 * @throws {@link ConfigurationError} `company_not_found`
 */
export async function checkCompany(client: HttpClient): Promise<string[]> {
  try {
    const { body } = await client.send({ method: 'GET', path: companyPath(client, 'columns') });
    return objectsIn(body).flatMap(({ title }) => textOf(title) ?? []);
  } catch (error) {
    throw asConfiguration(
      error,
      'Flatchr does not know this company. Check connectorAuth.company_id: it is the opaque key under Configuration > Keys.',
      { code: 'company_not_found', path: 'connectorAuth.company_id' },
    );
  }
}

/** @throws {@link ConfigurationError} `column_not_found` when no column has this title */
export function checkColumn(column: string, titles: readonly string[]): void {
  if (titles.some((title) => folded(title) === folded(column))) return;
  throw new ConfigurationError(
    `Flatchr has no column "${column}". Check pullParameters.column; there are: ${titles.join(', ') || 'none'}.`,
    { code: 'column_not_found', path: 'pullParameters.column' },
  );
}

/**
 * Source: developers.flatchr.io, "Récupérer une annonce".
 * @throws {@link ConfigurationError} `vacancy_not_found`
 */
export async function checkVacancy(client: HttpClient, id: string): Promise<void> {
  try {
    await client.send({ method: 'GET', path: pathOf('vacancy', id) });
  } catch (error) {
    throw asConfiguration(
      error,
      `Flatchr has no vacancy "${id}". Check pullParameters.vacancy: it is the vacancy's opaque id, neither its number nor its slug.`,
      { code: 'vacancy_not_found', path: 'pullParameters.vacancy' },
    );
  }
}

/** Before a run there is no item that could be at fault: what Flatchr rejects is a parameter. */
function asConfiguration(error: unknown, message: string, options: { code: string; path: string }): unknown {
  if (!(error instanceof RejectedItemError)) return error;
  const { detail }: SyncError = error;
  return new ConfigurationError(message, { ...options, detail, cause: error });
}
