import { json, type Answer } from '../http/answer.js';
import { pdf } from '../files/files.js';
import type { Call } from '../http/call.js';
import type { FlatchrAccount } from './account.js';
import { boom } from './boom.js';

/**
 * `GET /company/{id}/files/expire`: one request per second and company, "429 Too Many Requests" beyond it, and
 * no word about when to come back.
 * @see https://developers.flatchr.io/en/docs/QuickStart/Candidats/Recuperer_CV
 */
export class CvRoute {
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly account: FlatchrAccount) {}

  answer(call: Call, nowMs: number): Answer {
    const { cvIntervalMs, cvAnswer } = this.account.options;
    if (nowMs - this.#lastAtMs < cvIntervalMs) return boom(429);
    this.#lastAtMs = nowMs;
    const [key, extension] = [call.query.get('key'), call.query.get('extension')];
    const index = this.account.applicants.findIndex(
      ({ cv }) => cv?.key === key && cv?.extension === extension,
    );
    if (index === -1) return boom(404, 'File not found');
    if (cvAnswer === 'file') {
      return { status: 200, contentType: 'application/pdf', body: pdf(`Applicant ${index}`) };
    }
    const link = `${call.origin}/files/resume/${index}.pdf?X-Amz-Expires=86400&X-Amz-Signature=flatchr`;
    return cvAnswer === 'link'
      ? json(200, { url: link })
      : { status: 302, body: '', headers: { Location: link } };
  }
}
