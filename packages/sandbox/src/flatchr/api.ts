import { json, type Answer } from '../http/answer.js';
import type { Api } from '../http/api.js';
import type { Call } from '../http/call.js';
import { jobItem, type ItemLedger } from '../records/items.js';
import type { FlatchrAccount } from './account.js';
import { applicantOf, mediaOf, rowOf } from './answers.js';
import { boom } from './boom.js';
import { CvRoute } from './cv.js';
import { search } from './search.js';

type Body = Readonly<Record<string, unknown>>;

/**
 * The Flatchr API: candidates and vacancies of one company. Documented: paths, filters, both orders of dates,
 * both kinds of ids, the limit of the CV route. Unverified: the bodies of errors, and the routes of 2020.
 * @see https://developers.flatchr.io/en/docs/QuickStart
 */
export class FlatchrApi implements Api {
  readonly name = 'flatchr';
  readonly base = '/flatchr/';
  readonly showsRateLimit = false;
  readonly #cvs: CvRoute;

  constructor(
    private readonly account: FlatchrAccount,
    private readonly ledger: ItemLedger,
  ) {
    this.#cvs = new CvRoute(account);
  }

  handle(call: Call): Answer {
    const { apiKey, companyId } = this.account.options;
    const [scheme, token] = (call.headers.authorization ?? '').split(' ');
    const given = scheme === 'Bearer' ? token : call.query.get('token');
    if (given !== apiKey) return boom(401, given === undefined ? 'Missing authentication' : 'Invalid token');
    const [noun, id, ...rest] = call.path.split('/');
    if (noun === 'vacancy' && id !== undefined) return this.#vacancy(call, id);
    if (noun !== 'company') return boom(404);
    return id === companyId ? this.#company(call, rest) : boom(404, 'Company not found');
  }

  routeOf(path: string): string {
    const route = path.replace(/^company\/[^/]+/, 'company/{id}');
    return route.replace(/(applicant|vacancy)\/[^/]+/g, '$1/{id}');
  }

  referenceOf(call: Call): string | undefined {
    return /\/applicant\/([^/]+)/.exec(call.path)?.[1];
  }

  tooManyRequests(retryAfter?: string): Answer {
    return boom(429, undefined, retryAfter === undefined ? undefined : { 'Retry-After': retryAfter });
  }

  failure(status: number): Answer {
    return boom(status);
  }

  #company(call: Call, path: readonly string[]): Answer {
    const route = `${call.method} ${path.slice(0, 2).join('/')}`;
    const [noun, id = '', more, applicant = ''] = path;
    if (route === 'POST search/applicants') return this.#search(call);
    if (route === 'POST search/candidate') return this.#meta(bodyOf(call));
    if (route === 'GET columns') return json(200, this.account.columns);
    if (route === 'GET vacancies') return this.#vacancies(call);
    if (route === 'GET files/expire') return this.#cvs.answer(call, Date.now());
    if (noun === 'applicant' && call.method === 'GET') return this.#details(id, more);
    if (noun === 'vacancy' && more === 'applicant') return this.#change(call, id, applicant);
    return boom(404);
  }

  #search(call: Call): Answer {
    const outcome = search(this.account, bodyOf(call));
    if ('wrong' in outcome) return boom(400, outcome.wrong);
    for (const { id } of outcome.found) this.ledger.add(id, 'served');
    return json(
      200,
      outcome.found.map((each) => rowOf(this.account, each)),
    );
  }

  #vacancies(call: Call): Answer {
    const fields = (call.query.get('fields') ?? '').split(',');
    const status = call.query.get('status');
    const found = this.account.vacancies.filter((each) => status === null || String(each.status) === status);
    for (const { id } of found) this.ledger.add(jobItem(id), 'served');
    return json(
      200,
      found.map((each) => withFields(each, fields)),
    );
  }

  #vacancy(call: Call, id: string): Answer {
    const vacancy = call.method === 'GET' && this.account.vacancies.find((each) => each.id === id);
    if (!vacancy) return boom(404, 'Vacancy not found');
    return json(200, withFields(vacancy, (call.query.get('fields') ?? '').split(',')));
  }

  #details(id: string, more: string | undefined): Answer {
    const applicant = this.account.options.detailRoutes ? this.account.applicant(id) : undefined;
    if (applicant === undefined) return boom(404);
    if (more === 'media') return json(200, mediaOf(applicant));
    if (more !== undefined) return boom(404);
    this.ledger.add(id, 'served');
    return json(200, applicantOf(this.account, applicant));
  }

  /** Moves, renames or archives. */
  #change(call: Call, vacancy: string, id: string): Answer {
    const applicant = this.account.applicant(id);
    if (applicant === undefined || this.account.vacancyOf(applicant)?.id !== vacancy) return boom(404);
    if (call.method !== 'DELETE' && call.method !== 'PUT') return boom(404);
    const patch = call.method === 'DELETE' ? { archived: true } : this.#moved(bodyOf(call));
    if (patch === undefined) return boom(400, 'Unknown column');
    this.account.changed.push(id);
    const changed = this.account.updateApplicant(id, patch);
    return json(200, applicantOf(this.account, changed ?? applicant));
  }

  #moved({ column_id, firstname, lastname }: Body) {
    const column = this.account.columns.find(({ id }) => id === column_id)?.title;
    if (column_id !== undefined && column === undefined) return undefined;
    const named = this.account.options.takesNames;
    return {
      ...(column !== undefined && { column }),
      ...(named && typeof firstname === 'string' && { firstname }),
      ...(named && typeof lastname === 'string' && { lastname }),
    };
  }

  #meta(body: Body): Answer {
    const { premium, metaBy } = this.account.options;
    if (!premium) return boom(403, 'Premium CV library required');
    const { app_name, reference, type, value } = body;
    if (typeof app_name !== 'string' || type !== 'applicants' || typeof value !== 'object') return boom(400);
    const known = this.account.applicants.some(({ email, candidateId }) =>
      metaBy === 'email' ? email === reference : candidateId === reference,
    );
    if (!known) return boom(404, 'Candidate not found');
    this.account.metas.push({ app_name, reference, type, value });
    return json(200, { statusCode: 200, message: { resource_type: 'attribute', action: 'created' } });
  }
}

/** `address` and `tags` are there only when they are asked for. */
function withFields({ address, tags, ...vacancy }: Body, fields: readonly string[]): Body {
  return {
    ...vacancy,
    ...(fields.includes('address') && { address }),
    ...(fields.includes('tags') && { tags }),
  };
}

function bodyOf({ json: body }: Call): Body {
  return typeof body === 'object' && body !== null ? (body as Body) : {};
}
