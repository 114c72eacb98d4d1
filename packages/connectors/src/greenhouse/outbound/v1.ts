import { RejectedItemError, RetryableError } from '../../kit/errors.js';
import type { HttpClient, HttpRequest } from '../../kit/http/client.js';
import type { GreenhouseCandidate } from '../candidate.js';
import { readList, repeated, type Listed } from '../paging.js';
import type {
  CandidateFields,
  EducationIds,
  GreenhouseFields,
  Harvest,
  HeldCandidate,
  NewAttachment,
  Term,
  Vocabulary,
} from './harvest.js';
import { heldBy } from './held.js';
import type { GreenhouseEmploymentItem } from './item.js';
import { hasEmail } from './locate.js';

/** The most that Harvest gives (Harvest v1 docs, "Pagination"). */
const PER_PAGE = 500;
const LISTS: Readonly<Record<Vocabulary, string>> = {
  school: 'schools',
  degree: 'degrees',
  discipline: 'disciplines',
};

/**
 * Harvest v1. Each write names the user it is done for in `On-Behalf-Of` (Harvest v1 docs, "On Behalf Of"); a
 * candidate comes with everything that belongs to it.
 */
export class HarvestV1 implements Harvest {
  constructor(
    private readonly client: HttpClient,
    private readonly onBehalfOf: string,
  ) {}

  async find(id: string): Promise<HeldCandidate | undefined> {
    const body = await this.findOne(`candidates/${id}`);
    return body === undefined ? undefined : heldOf(body as GreenhouseCandidate);
  }

  async findByEmail(email: string): Promise<HeldCandidate[]> {
    const query = { email, per_page: PER_PAGE, skip_count: true };
    const found = await this.readAll<GreenhouseCandidate>('candidates', query);
    return found.map(heldOf).filter(({ fields }) => hasEmail(fields, email));
  }

  /** `POST candidates` takes at least one application; who has none is a prospect ("POST: Add Prospect"). */
  async create(fields: GreenhouseFields, jobId: string | null): Promise<number> {
    const body =
      jobId === null
        ? await this.write('POST', 'prospects', fields)
        : await this.write('POST', 'candidates', { ...fields, applications: [{ job_id: Number(jobId) }] });
    return idIn(body, 'POST candidates');
  }

  async edit(id: number, fields: CandidateFields): Promise<void> {
    await this.write('PATCH', `candidates/${id}`, fields);
  }

  async apply(id: number, jobId: string): Promise<void> {
    await this.write('POST', `candidates/${id}/applications`, { job_id: Number(jobId) });
  }

  async addEducation(id: number, education: EducationIds): Promise<void> {
    const { school, degree, discipline, start_date, end_date } = education;
    await this.write('POST', `candidates/${id}/educations`, {
      school_id: school,
      degree_id: degree,
      discipline_id: discipline,
      ...timestamps(start_date, end_date),
    });
  }

  async addEmployment(id: number, employment: GreenhouseEmploymentItem): Promise<void> {
    const { company_name, title, start_date, end_date } = employment;
    await this.write('POST', `candidates/${id}/employments`, {
      company_name,
      title,
      ...timestamps(start_date, end_date),
    });
  }

  async attach(candidate: HeldCandidate, { filename, content, contentType }: NewAttachment): Promise<void> {
    const json = { filename, type: 'resume', content, content_type: contentType };
    await this.write('POST', `candidates/${candidate.id}/attachments`, json);
  }

  async reject(applicationId: number, reasonId: string | null): Promise<void> {
    const json = reasonId === null ? {} : { rejection_reason_id: Number(reasonId) };
    await this.write('POST', `applications/${applicationId}/reject`, json);
  }

  terms(vocabulary: Vocabulary): Promise<Term[]> {
    return this.readAll<Term>(LISTS[vocabulary], { per_page: PER_PAGE });
  }

  async knows(what: 'user' | 'job', id: string): Promise<boolean> {
    return (await this.findOne(`${what}s/${id}`)) !== undefined;
  }

  private async findOne(path: string): Promise<unknown> {
    try {
      return (await this.client.send({ method: 'GET', path })).body;
    } catch (error) {
      if (error instanceof RejectedItemError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  private async readAll<Entry>(path: string, query: NonNullable<HttpRequest['query']>): Promise<Entry[]> {
    const entries: Entry[] = [];
    const seen = new Set<string>();
    let next: NonNullable<HttpRequest['query']> | null = query;
    while (next !== null) {
      const page: Listed<Entry> = await readList<Entry>(this.client, path, next);
      entries.push(...page.items);
      if (page.next !== null && seen.has(page.next)) throw repeated(path);
      if (page.next !== null) seen.add(page.next);
      next = page.next;
    }
    return entries;
  }

  private async write(method: HttpRequest['method'], path: string, json: unknown): Promise<unknown> {
    const headers = { 'on-behalf-of': this.onBehalfOf };
    return (await this.client.send({ method, path, json, headers })).body;
  }
}

function heldOf(candidate: GreenhouseCandidate): HeldCandidate {
  return heldBy(candidate.id, candidate, () => Promise.resolve(candidate));
}

/** v1 takes timestamps, and shows their months (Harvest v1 docs, "POST: Add Education"). */
function timestamps(start: string | null | undefined, end: string | null | undefined) {
  return { start_date: timestamp(start), end_date: timestamp(end) };
}

function timestamp(day: string | null | undefined): string | undefined {
  return day ? new Date(day).toISOString() : undefined;
}

/**
 * The id of what was just created. The answer may be cut down to ids while Greenhouse is still at work
 * (Harvest v1 docs, "POST: Add Candidate"). Without one it counts as lost: the next try finds the candidate.
 */
export function idIn(body: unknown, request: string): number {
  const { id } = (typeof body === 'object' && body !== null ? body : {}) as { id?: unknown };
  if (typeof id === 'number') return id;
  throw new RetryableError('Greenhouse answered without the id of the new candidate.', {
    code: 'unexpected_answer',
    detail: `${request}: no id in the answer`,
  });
}
