import { z } from 'zod';
import type { Reader } from '../kit/entity.js';
import { ConfigurationError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { present, textOrNull } from '../kit/present.js';
import { breezyhrApi } from './api.js';
import type { BreezyhrCandidateSummary, BreezyhrStage } from './candidate.js';
import { checkReading, LIST_ENDPOINTS, positionToRead } from './candidates.js';
import { companyPath } from './company.js';
import type { BreezyhrCredentials } from './credentials.js';
import { ENDPOINTS } from './endpoints.js';
import { listCandidates } from './listing.js';
import type { BreezyhrNamed } from './position.js';

function names(description: string) {
  return z
    .array(z.string().trim().min(1))
    .min(1, 'an empty list selects nobody; name at least one, or leave it out')
    .nullable()
    .default(null)
    .describe(description);
}

/**
 * Breezy has no archived candidates: a rejected one is in a stage, and how a company's stages and their types
 * are called is not documented. So the parameters say which stages mean that a profile is to be archived.
 */
export const BreezyhrArchivedCandidatesParameters = z
  .strictObject({
    position_id: positionToRead,
    stage_types: names(
      "Archive the profiles of candidates in stages of these types, by the type's id or name, e.g. ['disqualified']. Required if stage_ids is not given",
    ),
    stage_ids: names(
      "Archive the profiles of candidates in these stages, by the stage's id or name, e.g. ['disqualified']. Required if stage_types is not given",
    ),
  })
  .refine(({ stage_types, stage_ids }) => stage_types !== null || stage_ids !== null, {
    path: ['stage_types'],
    error:
      "say what to archive: Breezy HR does not tell which candidates are rejected, so name the stages, e.g. stage_types: ['disqualified'] or stage_ids: ['disqualified']",
  });
type Parameters = z.output<typeof BreezyhrArchivedCandidatesParameters>;

/** Lists candidates that are in one of the stages to archive. A candidate without a stage is in none. */
export const breezyhrArchivedCandidates: Reader<
  BreezyhrCredentials,
  typeof BreezyhrArchivedCandidatesParameters,
  BreezyhrCandidateSummary
> = {
  api: breezyhrApi,
  endpoints: [...LIST_ENDPOINTS, ENDPOINTS.pipelines('Check before a run that the stages to archive exist.')],
  parameters: BreezyhrArchivedCandidatesParameters,
  requestsPerPage: 2,
  async check(client, parameters) {
    await checkReading(client, parameters);
    await checkStages(client, parameters);
  },
  async pull(client, parameters, cursor) {
    const listing = { position_id: parameters.position_id, updated_after: null };
    const { items, next } = await listCandidates(client, listing, cursor);
    return { items: items.filter(({ stage }) => isSelected(stage, parameters)), next };
  },
  identify: (candidate) => candidate?._id,
};

function isSelected(
  stage: BreezyhrStage | null | undefined,
  { stage_types, stage_ids }: Parameters,
): boolean {
  return meets(stage_ids, stage?.id, stage?.name) || meets(stage_types, ...namesOf(stage?.type));
}

function meets(wanted: readonly string[] | null, ...actual: readonly unknown[]): boolean {
  const folded = present(actual.map(textOrNull)).map((name) => name.toLowerCase());
  return (wanted ?? []).some((name) => folded.includes(name.toLowerCase()));
}

function namesOf(named: BreezyhrNamed | undefined): unknown[] {
  return typeof named === 'object' ? [named?.id, named?.name] : [named];
}

/**
 * A misspelt stage would select nobody, for ever and without a word. Where Breezy's pipelines can be read
 * (how their stages lie in them is not documented), each name has to be the name of one.
 */
async function checkStages(client: HttpClient, parameters: Parameters): Promise<void> {
  const { body } = await client.send({ method: 'GET', path: `${await companyPath(client)}/pipelines` });
  const stages = stagesIn(body);
  if (stages.length === 0) return;
  const known = {
    stage_types: stages.flatMap(({ type }) => namesOf(type)),
    stage_ids: stages.flatMap(namesOf),
  };
  for (const field of ['stage_types', 'stage_ids'] as const) {
    const choices = [...new Set(present(known[field].map(textOrNull)))];
    const unknown =
      choices.length === 0 ? [] : (parameters[field] ?? []).filter((name) => !meets([name], ...choices));
    if (unknown.length === 0) continue;
    throw new ConfigurationError(
      `Breezy HR has no stage with ${field === 'stage_types' ? 'the type' : 'the id or name'} "${unknown[0]}". ` +
        `Check pullParameters.${field}. Choices: ${choices.join(', ')}.`,
      { code: 'stage_not_found', path: `pullParameters.${field}` },
    );
  }
}

/** Pipelines come as an object of objects (amp-labs, `providers/breezy`); a list of them is taken as well. */
function stagesIn(pipelines: unknown): BreezyhrStage[] {
  if (typeof pipelines !== 'object' || pipelines === null) return [];
  return Object.values(pipelines).flatMap((pipeline: unknown) => {
    const { stages } = (pipeline ?? {}) as { stages?: unknown };
    const entries: unknown[] = typeof stages === 'object' && stages !== null ? Object.values(stages) : [];
    return entries.filter((stage): stage is BreezyhrStage => typeof stage === 'object' && stage !== null);
  });
}
