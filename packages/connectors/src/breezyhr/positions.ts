import { z } from 'zod';
import type { Page, Reader } from '../kit/entity.js';
import { ConfigurationError, RejectedItemError, RetryableError } from '../kit/errors.js';
import { segment } from '../kit/http/address.js';
import type { HttpClient, HttpResponse } from '../kit/http/client.js';
import { listOf, objectOf } from './answer.js';
import { breezyhrApi } from './api.js';
import { checkCompany, companyPath } from './company.js';
import type { BreezyhrCredentials } from './credentials.js';
import { ENDPOINTS } from './endpoints.js';
import { POSITION_STATES, type BreezyhrPosition, type BreezyhrPositionState } from './position.js';

/**
 * Positions handed over at once. Breezy gives all of a state in one answer (amp-labs' notes on its API: no
 * paging), so a company with more has the list read again for each further page.
 */
const PER_PAGE = 200;

/** The name and the start of the description are those of hrflow-connectors. */
export const BreezyhrPositionsParameters = z.strictObject({
  state: z
    .enum(POSITION_STATES)
    .default('published')
    .describe(
      'Specify an optional position state filter. e.g. draft, archived, published, closed, pending Defaults to published',
    ),
});

/** What a position has to be for its job to be archived: nobody can apply any more. */
const ENDED_STATES = ['archived', 'closed'] as const satisfies readonly BreezyhrPositionState[];

export const BreezyhrEndedPositionsParameters = z.strictObject({
  state: z
    .enum(ENDED_STATES, {
      error: ({ input }) =>
        `expected "archived" or "closed", got "${String(input)}": jobs of positions in other states are live and are not archived`,
    })
    .default('archived')
    .describe(
      'The jobs of positions in this state are archived: archived or closed. Live positions never are. Defaults to archived',
    ),
});

interface StateParameters {
  readonly state: BreezyhrPositionState;
}

const USED = [
  ENDPOINTS.positions('List the positions of the company in one state.'),
  ENDPOINTS.companies,
  ENDPOINTS.signIn,
];

/** Lists the positions in one state. */
export const breezyhrPositions: Reader<
  BreezyhrCredentials,
  typeof BreezyhrPositionsParameters,
  BreezyhrPosition
> = {
  api: breezyhrApi,
  endpoints: USED,
  parameters: BreezyhrPositionsParameters,
  check: checkCompany,
  pull: (client, parameters, cursor) => pull(client, parameters, cursor, isListedFor),
  identify: (position) => position?._id,
};

/** Lists positions that have ended, and no others, whatever Breezy makes of the filter. */
export const breezyhrEndedPositions: Reader<
  BreezyhrCredentials,
  typeof BreezyhrEndedPositionsParameters,
  BreezyhrPosition
> = {
  api: breezyhrApi,
  endpoints: USED,
  parameters: BreezyhrEndedPositionsParameters,
  check: checkCompany,
  pull: (client, parameters, cursor) => pull(client, parameters, cursor, isSurelyIn),
  identify: (position) => position?._id,
};

type Holds = (position: BreezyhrPosition, state: BreezyhrPositionState) => boolean;

/** A position is what Breezy lists it as, unless it says otherwise itself. */
const isListedFor: Holds = (position, state) => (position.state ?? state) === state;

/** To archive on a guess would take live jobs down, so the position has to say it itself. */
const isSurelyIn: Holds = (position, state) => {
  if (position.state) return position.state === state;
  throw new RetryableError('Breezy HR lists a position without its state, so nothing is archived.', {
    code: 'unexpected_answer',
    detail: 'GET positions: a position without a state',
  });
};

/** In the order of their ids, so that a page starts right after the last one whatever came and went. */
async function pull(
  client: HttpClient,
  { state }: StateParameters,
  cursor: string | null,
  holds: Holds,
): Promise<Page<BreezyhrPosition>> {
  const { positions } = await listPositions(client, state);
  const rest = positions.filter((position) => holds(position, state) && position._id > (cursor ?? ''));
  const items = rest.slice(0, PER_PAGE);
  return { items, next: rest.length > items.length ? (items.at(-1)?._id ?? null) : null };
}

/** All positions that Breezy lists under a state, by id. */
export async function listPositions(
  client: HttpClient,
  state: BreezyhrPositionState,
): Promise<{ positions: BreezyhrPosition[]; response: HttpResponse }> {
  const path = `${await companyPath(client)}/positions`;
  const response = await client.send({ method: 'GET', path, query: { state } });
  const positions = listOf<BreezyhrPosition>(response, 'GET positions');
  return { positions: positions.sort((a, b) => (a._id < b._id ? -1 : 1)), response };
}

/** One position. */
export async function fetchPosition(
  client: HttpClient,
  id: string,
): Promise<{ position: BreezyhrPosition; response: HttpResponse }> {
  const path = `${await companyPath(client)}/position/${segment(id)}`;
  const response = await client.send({ method: 'GET', path });
  return { position: objectOf(response, 'GET position'), response };
}

/**
 * Whether a parameter names a position of the company.
 * @throws {@link ConfigurationError} `position_not_found`
 */
export async function checkPosition(client: HttpClient, id: string, path: string): Promise<void> {
  try {
    await fetchPosition(client, id);
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    throw new ConfigurationError(
      `Breezy HR knows no position ${id} in this company. Check ${path}: the id is what the position's public ` +
        'address starts with after /p/, up to the first hyphen.',
      { code: 'position_not_found', path, detail: error.detail, cause: error },
    );
  }
}
