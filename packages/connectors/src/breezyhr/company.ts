import { ConfigurationError } from '../kit/errors.js';
import { segment } from '../kit/http/address.js';
import type { HttpClient } from '../kit/http/client.js';
import { listOf } from './answer.js';

/** A company the user belongs to (developer.breezy.hr, "Companies"). */
interface Company {
  _id: string;
  name?: string | null;
}

/**
 * Ids found by a company's name. The settings are one object for all clients of an opened account, whatever
 * job they work for, so the id is asked for once in an account's life in this process.
 */
const found = new WeakMap<object, Promise<string>>();

/**
 * The id of the company that requests are about: given, or found by its name.
 * @throws {@link ConfigurationError} `company_not_found`, `company_ambiguous`
 */
function companyOf(client: HttpClient): Promise<string> {
  const { company_id, company_name = '' } = client.settings;
  if (company_id !== undefined) return Promise.resolve(company_id);
  const known = found.get(client.settings);
  if (known) return known;
  const asked = findCompany(client, company_name).catch((error: unknown) => {
    found.delete(client.settings);
    throw error;
  });
  found.set(client.settings, asked);
  return asked;
}

/**
 * The base of a company's paths, `company/<id>`.
 * @throws {@link ConfigurationError}
 */
export async function companyPath(client: HttpClient): Promise<string> {
  return `company/${segment(await companyOf(client))}`;
}

/**
 * One harmless call that shows whether token and company can work.
 * @throws {@link ConfigurationError}
 */
export async function checkCompany(client: HttpClient): Promise<void> {
  const { company_id, company_name = '' } = client.settings;
  if (company_id === undefined) {
    await findCompany(client, company_name);
    return;
  }
  const companies = await listCompanies(client);
  if (companies.some(({ _id }) => _id === company_id)) return;
  throw new ConfigurationError(
    `Breezy HR knows no company with the id of connectorAuth.company_id for this user. ${choicesOf(companies)}`,
    { code: 'company_not_found', path: 'connectorAuth.company_id' },
  );
}

async function findCompany(client: HttpClient, name: string): Promise<string> {
  const companies = await listCompanies(client);
  const matching = companies.filter((company) => folded(company.name) === folded(name));
  const [first, second] = matching;
  if (first && !second) return first._id;
  if (!first) {
    throw new ConfigurationError(
      `Breezy HR knows no company named "${name}" for this user. Check connectorAuth.company_name. ${choicesOf(companies)}`,
      { code: 'company_not_found', path: 'connectorAuth.company_name' },
    );
  }
  throw new ConfigurationError(
    `Breezy HR knows ${matching.length} companies named "${name}" for this user, so connectorAuth.company_name ` +
      `does not tell which one. Give connectorAuth.company_id in its place. ${choicesOf(matching)}`,
    { code: 'company_ambiguous', path: 'connectorAuth.company_name' },
  );
}

async function listCompanies(client: HttpClient): Promise<Company[]> {
  const response = await client.send({ method: 'GET', path: 'companies' });
  return listOf<Company>(response, 'GET companies');
}

/** A user of more companies than these knows where to look. */
const MAX_CHOICES = 10;

function choicesOf(companies: readonly Company[]): string {
  if (companies.length === 0) return 'The user belongs to no company.';
  const shown = companies.slice(0, MAX_CHOICES).map(({ _id, name }) => `${name ?? 'no name'} (${_id})`);
  const more = companies.length > MAX_CHOICES ? `, and ${companies.length - MAX_CHOICES} more` : '';
  return `Choices: ${shown.join(', ')}${more}.`;
}

function folded(name: string | null | undefined): string {
  return (name ?? '').trim().toLowerCase();
}
