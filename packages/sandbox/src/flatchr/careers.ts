import { json, type Answer } from '../http/answer.js';
import type { Api } from '../http/api.js';
import type { Call } from '../http/call.js';
import type { FlatchrAccount } from './account.js';
import { boom } from './boom.js';

type Body = Readonly<Record<string, unknown>>;

/**
 * The careers host, where candidates are created. The key comes in the body, and no id comes back.
 * @see https://developers.flatchr.io/docs/QuickStart/Candidats/Creer_un_candidat
 */
export class FlatchrCareersApi implements Api {
  readonly name = 'flatchr_careers';
  readonly base = '/flatchr-careers/';
  readonly showsRateLimit = false;

  constructor(private readonly account: FlatchrAccount) {}

  handle(call: Call): Answer {
    if (call.method !== 'POST' || call.path !== 'vacancy/candidate/json') return boom(404);
    const body: Body = typeof call.json === 'object' && call.json !== null ? (call.json as Body) : {};
    const { token, ...candidate } = body;
    if (token !== this.account.options.apiKey) return boom(401, 'Invalid token');
    const missing = ['vacancy', 'firstname', 'lastname', 'type', 'resume'].filter((name) => !body[name]);
    if (missing.length > 0) return boom(400, `Missing: ${missing.join(', ')}`);
    if (!isResume(body)) return boom(400, '"resume" does not fit "type"');
    const vacancy = this.account.vacancies.findIndex(({ slug }) => slug === body['vacancy']);
    if (vacancy === -1) return boom(404, 'Vacancy not found');
    this.account.created.push(candidate);
    this.account.addApplicant({
      vacancy,
      column: this.account.columns[0]?.title ?? '',
      firstname: textIn(candidate, 'firstname'),
      lastname: textIn(candidate, 'lastname'),
      email: textIn(candidate, 'email'),
      phone: textIn(candidate, 'phone'),
      source: 'API',
      hired: false,
    });
    return json(200, { status: 'success', response: 'applicant created' });
  }

  referenceOf(): undefined {
    return undefined;
  }

  tooManyRequests(retryAfter?: string): Answer {
    return boom(429, undefined, retryAfter === undefined ? undefined : { 'Retry-After': retryAfter });
  }

  failure(status: number): Answer {
    return boom(status);
  }
}

/** A link goes with the type `link`, a file in base64 with `document`. */
function isResume({ type, resume }: Body): boolean {
  if (type === 'link') return typeof resume === 'string' && /^https?:/.test(resume);
  const { data, fileName } = (typeof resume === 'object' && resume !== null ? resume : {}) as Body;
  return type === 'document' && typeof data === 'string' && typeof fileName === 'string';
}

function textIn(candidate: Body, name: string): string | null {
  const value = candidate[name];
  return typeof value === 'string' ? value : null;
}
