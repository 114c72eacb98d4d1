import { ConfigurationError, RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import type { Harvest } from './harvest.js';
import { HarvestV1 } from './v1.js';
import { HarvestV3 } from './v3.js';

/** Harvest in the version that the account's credentials are for. */
export function harvestOf(client: HttpClient, onBehalfOf: string): Harvest {
  return client.version === 'v3' ? new HarvestV3(client) : new HarvestV1(client, onBehalfOf);
}

/**
 * Looks whether writing can work at all: credentials, the acting user, the job. Users and jobs are looked up
 * only as far as the credentials may see them.
 * @throws {@link ConfigurationError} `acting_user_differs`, `user_unknown`, `job_unknown`, `unauthorized`
 */
export async function checkTarget(
  client: HttpClient,
  { on_behalf_of, job_id = null }: { readonly on_behalf_of: string; readonly job_id?: string | null },
): Promise<void> {
  if (client.version === 'v3') requireSameUser(client, on_behalf_of);
  const harvest = harvestOf(client, on_behalf_of);
  try {
    await client.send({ method: 'GET', path: 'candidates', query: { per_page: 1 } });
    await mustKnow(harvest, 'user', on_behalf_of, 'on_behalf_of');
    if (job_id !== null) await mustKnow(harvest, 'job', job_id, 'job_id');
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    // There is no item yet that could be at fault.
    const { message, code, detail } = error;
    throw new ConfigurationError(message, { code, detail, cause: error });
  }
}

/**
 * v3 has no `On-Behalf-Of`: whose token it is, he acts. A token belongs to the credentials and is shared by
 * everything that uses them, so a parameter can't choose another user; but it must not be ignored either.
 */
function requireSameUser({ settings }: HttpClient, onBehalfOf: string): void {
  const { user_id } = settings;
  if (user_id === onBehalfOf) return;
  const now = user_id === undefined ? 'is not set' : `is ${user_id}`;
  throw new ConfigurationError(
    `With client_id and client_secret, Greenhouse takes the acting user from connectorAuth.user_id, which ${now}, while ` +
      `pushParameters.on_behalf_of is ${onBehalfOf}. Set both to the same user.`,
    { code: 'acting_user_differs', path: 'pushParameters.on_behalf_of' },
  );
}

async function mustKnow(
  harvest: Harvest,
  what: 'user' | 'job',
  id: string,
  parameter: 'on_behalf_of' | 'job_id',
): Promise<void> {
  if (await isKnown(harvest, what, id)) return;
  const path = `pushParameters.${parameter}`;
  const code = what === 'user' ? 'user_unknown' : 'job_unknown';
  throw new ConfigurationError(`Greenhouse has no ${what} with the id ${id}. Check ${path}.`, { code, path });
}

/** Keys that write candidates often may not read users: then it shows at the first write. */
async function isKnown(harvest: Harvest, what: 'user' | 'job', id: string): Promise<boolean> {
  try {
    return await harvest.knows(what, id);
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'forbidden') return true;
    throw error;
  }
}
