import type { Candidate } from '../candidate.js';
import { DEPARTMENTS, OFFICES } from '../jobs/generator.js';
import type { Jobs } from '../jobs/population.js';
import type { CandidateFilter, Population } from '../population.js';
import { SOURCES } from '../vocabulary.js';
import type { People } from '../writes/people.js';
import { USERS } from '../writes/users.js';
import {
  applicationRow,
  attachmentRows,
  candidateRow,
  educationRows,
  employmentRows,
} from './candidate-rows.js';
import { spanOf, type Row } from './filters.js';
import { jobRow, locationRows, openingRows, payRows, postRow } from './job-rows.js';
import { Options } from './options.js';

const MADE_AT = '2022-01-03T09:00:00.000Z';
const dated = { created_at: MADE_AT, updated_at: MADE_AT };

/** A record and what decides its place: an item without an id has one, too. */
export interface Entry {
  readonly id: number;
  readonly row: Row;
  /** As it is listed, where it isn't finished. */
  readonly shown?: Row;
}

/** What a list is asked for, as far as it spares making records that would not pass. */
type Asked = Pick<URLSearchParams, 'get' | 'has'>;

/** The same candidates and jobs as v1's, in v3's lists. Made when they are asked for. */
export class V3Records {
  readonly options = new Options();
  /** Candidates Greenhouse is still working on. */
  readonly unfinished = new Set<number>();

  constructor(
    private readonly population: Population,
    private readonly jobs: Jobs,
    private readonly people: Pick<People, 'isReady'>,
  ) {}

  /** A list's records with smaller ids than `below`, the largest first. More than asked for may be among them. */
  *entries(list: string, asked: Asked, below: number): Generator<Entry> {
    if (list === 'candidates') yield* this.#candidates(asked, below);
    else {
      const rows = [...this.#rows(list, asked)].map((row) => ({ id: row['id'] as number, row }));
      yield* rows.filter(({ id }) => id < below).sort((a, b) => b.id - a.id);
    }
  }

  *#candidates(asked: Asked, below: number): Generator<Entry> {
    for (const candidate of this.population.descending(filterOf(asked), below)) {
      const { id } = candidate;
      const row = candidateRow(candidate);
      if (this.unfinished.has(id) || !this.people.isReady(id))
        yield { id, row, shown: { message: 'Candidate is still being processed.' } };
      else yield { id, row };
    }
  }

  *#rows(list: string, asked: Asked): Generator<Row> {
    switch (list) {
      case 'applications':
        for (const { applications } of this.#parents(asked)) yield* applications.map(applicationRow);
        return;
      case 'candidate_educations':
        for (const each of this.#parents(asked)) yield* educationRows(each, this.options);
        return;
      case 'candidate_employments':
        for (const each of this.#parents(asked)) yield* employmentRows(each);
        return;
      case 'attachments':
        for (const each of this.#parents(asked)) yield* attachmentRows(each);
        return;
      case 'custom_field_options':
        yield* this.options.rows();
        return;
      case 'sources':
        yield* SOURCES.map((name, position) => ({ id: 12 + position, name, type: {}, ...dated }));
        return;
      case 'users':
        yield* USERS.map((user) => ({ ...user, deactivated: false, site_admin: true, ...dated }));
        return;
      case 'departments':
        yield* DEPARTMENTS.map(({ child_ids: _ids, ...department }) => ({ ...department, ...dated }));
        return;
      case 'offices':
        yield* OFFICES.map(({ child_ids: _ids, location, ...office }) => ({
          ...office,
          location: location.name,
          ...dated,
        }));
        return;
      default:
        yield* this.#jobRows(list);
    }
  }

  *#jobRows(list: string): Generator<Row> {
    for (const job of this.jobs) {
      if (list === 'jobs') yield jobRow(job);
      else if (list === 'openings') yield* openingRows(job);
      else {
        for (const post of this.jobs.posts(job.id)) {
          if (list === 'job_posts') yield postRow(post);
          else if (list === 'job_post_locations') yield* locationRows(post);
          else if (list === 'pay_input_ranges') yield* payRows(post);
        }
      }
    }
  }

  #parents(asked: Asked): Iterable<Candidate> {
    const ids = asked.get('candidate_ids')?.split(',').map(Number);
    if (ids === undefined) return this.population;
    return [...new Set(ids)].flatMap((id) => this.population.find(id) ?? []);
  }
}

/** The filters that the population knows; all others are tried on each record. */
function filterOf(asked: Asked): CandidateFilter {
  const created = spanOf(asked.get('created_at') ?? '');
  const updated = spanOf(asked.get('updated_at') ?? '');
  const email = asked.get('email');
  const ids = asked.get('ids');
  return {
    ...(created && { createdAfterMs: created[0], createdBeforeMs: created[1] }),
    ...(updated && { updatedAfterMs: updated[0], updatedBeforeMs: updated[1] }),
    ...(email !== null && { email }),
    ...(ids !== null && { candidateIds: ids.split(',').map(Number) }),
  };
}
