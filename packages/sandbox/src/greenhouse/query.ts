import type { CandidateFilter } from './population.js';

const DEFAULT_PER_PAGE = 100;
const MAX_PER_PAGE = 500;
const MAX_CANDIDATE_IDS = 50;

/** ISO 8601: a date, or a date and a time with an optional fraction and offset. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** One entry of the documented 422 envelope. */
export interface FieldError {
  readonly message: string;
  readonly field: string;
}

/** What all lists take. */
export interface PagingQuery {
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
  /** Saves Harvest the counting, and costs the client `rel="last"`. */
  readonly skipCount: boolean;
}

export interface CandidateQuery extends PagingQuery {
  readonly filter: CandidateFilter;
}

/**
 * Reads the query of `GET /v1/candidates`, or says which fields are wrong. That a bad value is answered
 * with the documented 422 envelope is likely, its exact words are unverified; parameters nobody knows are
 * ignored.
 */
export function readCandidateQuery(query: URLSearchParams): CandidateQuery | { errors: FieldError[] } {
  const fields = new Fields(query);
  const paging = readPaging(fields);
  const filter = readFilter(fields);
  return fields.errors.length > 0 ? { errors: fields.errors } : { filter, ...paging };
}

export function readPaging(fields: Fields): PagingQuery {
  return {
    page: fields.integer('page', 1, Number.MAX_SAFE_INTEGER) ?? 1,
    perPage: fields.integer('per_page', 1, MAX_PER_PAGE) ?? DEFAULT_PER_PAGE,
    skipCount: fields.boolean('skip_count') ?? false,
  };
}

function readFilter(fields: Fields): CandidateFilter {
  const email = fields.text('email');
  const candidateIds = fields.ids('candidate_ids');
  return withoutUndefined({
    createdBeforeMs: fields.date('created_before'),
    createdAfterMs: fields.date('created_after'),
    updatedBeforeMs: fields.date('updated_before'),
    updatedAfterMs: fields.date('updated_after'),
    jobId: fields.integer('job_id', 1, Number.MAX_SAFE_INTEGER),
    email,
    // "If email and candidate_ids are included, candidate_ids will be ignored."
    candidateIds: email === undefined ? candidateIds : undefined,
  });
}

function withoutUndefined(filter: {
  [Key in keyof CandidateFilter]: CandidateFilter[Key] | undefined;
}): CandidateFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Takes values out of a query and notes what is wrong with them. */
export class Fields {
  readonly errors: FieldError[] = [];

  constructor(private readonly query: URLSearchParams) {}

  text(field: string): string | undefined {
    return this.query.get(field) ?? undefined;
  }

  integer(field: string, least: number, most: number): number | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    return this.#refuse(
      field,
      most > 1000 ? 'Must be a positive integer' : `Must be between ${least} and ${most}`,
    );
  }

  boolean(field: string): boolean | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    if (text === 'true' || text === 'false') return text === 'true';
    return this.#refuse(field, 'Must be one of: true, false');
  }

  choice(field: string, choices: readonly string[]): string | undefined {
    const text = this.text(field);
    if (text === undefined || choices.includes(text)) return text;
    return this.#refuse(field, `Must be one of: ${choices.join(', ')}`);
  }

  date(field: string): number | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const value = ISO_8601.test(text) ? Date.parse(inUtc(text)) : Number.NaN;
    return Number.isNaN(value) ? this.#refuse(field, 'Must be a timestamp in ISO-8601 format') : value;
  }

  ids(field: string): number[] | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    if (!/^\d{1,15}(,\s*\d{1,15})*$/.test(text))
      return this.#refuse(field, 'Must be a comma separated list of ids');
    const ids = text.split(',').map(Number);
    return ids.length > MAX_CANDIDATE_IDS ? this.#refuse(field, `Maximum of ${MAX_CANDIDATE_IDS} ids`) : ids;
  }

  #refuse(field: string, message: string): undefined {
    this.errors.push({ message, field });
    return undefined;
  }
}

/** A time without an offset is UTC for Greenhouse, and local time for `Date.parse`. */
function inUtc(text: string): string {
  return text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
}
