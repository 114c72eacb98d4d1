import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { FlatchrCvShape, FlatchrOptions } from '@hrflow-sync/sandbox';
import { cvAmong, cvOf } from '../../src/flatchr/applicants/cv.js';
import {
  type FlatchrCandidate,
  flatchrApplicants,
  FlatchrApplicantsParameters,
  flatchrFilesApi,
  type RequestLimiter,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { read } from './samples.js';
import { clientOf, closeFlatchr, startFlatchr } from './support.js';

const CV = {
  key: 'candidates/2024/01/ab12/cv zoé 1',
  extension: 'pdf',
  createdAtMs: Date.UTC(2024, 0, 9, 12),
};

describe("A Flatchr candidate's CV", () => {
  closeFlatchr();

  async function start(cvShape: FlatchrCvShape, options: FlatchrOptions = {}) {
    const flatchr = await startFlatchr({ applicants: 1, cvIntervalMs: 0, ...options });
    const { id } = flatchr.sandbox.flatchr.applicants[0]!;
    flatchr.sandbox.flatchr.updateApplicant(id, { cv: CV, cvShape });
    const complete = (parameters = {}) =>
      flatchrApplicants.detail!(flatchr.client, FlatchrApplicantsParameters.parse(parameters), {
        applicant: id,
      });
    return { ...flatchr, id, complete };
  }

  for (const shape of ['aws', 'object', 'address', 'hidden'] as const) {
    it(`is fetched where Flatchr shows it as "${shape}"`, async () => {
      const { complete } = await start(shape);
      const resume = (await complete())?.resume;
      expect(resume).to.include({ file_name: 'cv zoé 1.pdf', content_type: 'application/pdf' });
      expect(Buffer.from(resume?.raw ?? '', 'base64').toString('latin1')).to.match(/^%PDF/);
    });
  }

  it('is dated where Flatchr dates it, so that HrFlow need not take it twice', async () => {
    const { complete } = await start('object');
    expect((await complete())?.resume?.created_at).to.equal('2024-01-09T12:00:00.000Z');
  });

  it('is handed over as a link where Flatchr answers with one', async () => {
    const { complete, sandbox } = await start('object', { cvAnswer: 'link' });
    const resume = (await complete())?.resume;
    expect(resume?.url).to.match(new RegExp(`^${sandbox.url}/files/resume/0.pdf\\?.*X-Amz-Signature=`));
    expect(resume?.raw).to.equal(undefined);
  });

  it('is followed to where Flatchr redirects, without the key', async () => {
    const { complete } = await start('object', { cvAnswer: 'redirect' });
    // The double's storage refuses whoever sends it credentials.
    expect(Buffer.from((await complete())?.resume?.raw ?? '', 'base64').toString('latin1')).to.match(/^%PDF/);
  });

  it('is left out where Flatchr tells no key, and where nobody wants it', async () => {
    const { complete, sandbox, id } = await start('object');
    expect((await complete({ fetch_cv: false }))?.resume).to.equal(null);
    sandbox.flatchr.updateApplicant(id, { cv: null });
    expect((await complete())?.resume).to.equal(null);
    const files = { api: 'flatchr', path: 'company/{id}/files/expire' } as const;
    expect(sandbox.records.count(files)).to.equal(0);
    sandbox.flatchr.updateApplicant(id, { cv: CV });
    await complete();
    expect(sandbox.records.count(files)).to.equal(1);
  });

  it('is fetched under a limit of its own', async () => {
    const asked: [string, unknown][] = [];
    const limiterOf = (name: string): RequestLimiter => ({
      acquire: (policy) => void asked.push([name, policy]),
    });
    const { sandbox, id } = await start('object');
    const client = clientOf(
      sandbox,
      {},
      { limiter: limiterOf('flatchr'), forApi: (api) => ({ limiter: limiterOf(api.provider) }) },
    );
    await flatchrApplicants.detail!(client, FlatchrApplicantsParameters.parse({}), { applicant: id });
    expect(asked).to.deep.equal([
      ['flatchr', undefined],
      ['flatchr_files', flatchrFilesApi.rateLimit],
    ]);
  });

  it('is waited for where two are asked for within a second', async () => {
    const { complete } = await start('object', { cvIntervalMs: 60_000 });
    await complete();
    expect(await failureOf(complete())).to.include({
      code: 'rate_limited',
      recovery: 'wait',
      retryAfterMs: 1_000,
    });
  });

  describe('that can not be had', () => {
    const files = { api: 'flatchr', path: /files\/expire/ } as const;

    it('is a rejection that says how to do without', async () => {
      const { complete, sandbox } = await start('object');
      sandbox.addFault({ ...files, fault: { kind: 'status', status: 404 } });
      const error = await failureOf(complete());
      expect(error).to.include({ code: 'cv_unavailable', recovery: 'reject' });
      expect(error.message).to.include('pullParameters.fetch_cv');
    });

    it('for want of a permission is a matter of configuration', async () => {
      const { complete, sandbox } = await start('object');
      sandbox.addFault({ ...files, fault: { kind: 'status', status: 403 } });
      expect(await failureOf(complete())).to.include({ code: 'forbidden', path: 'pullParameters.fetch_cv' });
    });

    it("is not taken from a proxy's page, or from JSON without a link", async () => {
      const { complete, sandbox } = await start('object');
      sandbox.addFault({ ...files, times: 1, fault: { kind: 'html', status: 200 } });
      sandbox.addFault({ ...files, from: 2, fault: { kind: 'status', status: 200, body: { ok: true } } });
      for (let attempt = 0; attempt < 2; attempt += 1) {
        expect(await failureOf(complete())).to.include({ code: 'unexpected_answer', recovery: 'retry' });
      }
    });
  });

  it("is found in the docs' samples", () => {
    const { candidate } = read('move-applicant--exemple-de-r-ponse-1') as { candidate: FlatchrCandidate };
    const key = 'candidates/2022/02/67fb112b-71cf-4acc-a7a4-32c6807a03b9/alexandre-andrieux';
    expect(cvOf(candidate)).to.deep.equal({ key, extension: 'pdf', createdAt: null });
    expect(cvOf({ ...candidate, aws: null })).to.deep.equal({ key, extension: 'pdf', createdAt: null });
    expect(cvOf(read('webhook-new_applicant.cv') as FlatchrCandidate)).to.deep.equal({
      key: 'candidates/2024/01/c18f5238-a774-4609-8d59-f022a8f781db/ivern-elsa',
      extension: 'pdf',
      createdAt: '2024-01-09T12:23:39.544Z',
    });
    for (const name of [
      'move-applicant.2025-docs',
      'archive-applicant.2025-docs',
      'slate2020--r-cup-rer-un-candidat-1',
    ]) {
      expect(cvOf((read(name) as { candidate: FlatchrCandidate }).candidate), name).to.equal(undefined);
    }
    expect(cvAmong(read('slate2020--r-cup-rer-des-m-dias-1'))).to.equal(undefined);
  });

  it('is read out of addresses of either kind, with a scheme or without', () => {
    const location = (cv: string) => cvOf({ cv });
    const found = { key: 'candidates/2022/cv a', extension: 'pdf', createdAt: null };
    for (const address of [
      'flatchr.s3.eu-west-1.amazonaws.com/candidates/2022/cv%20a.pdf',
      'https://flatchr.s3.eu-west-1.amazonaws.com/candidates/2022/cv%20a.pdf?X-Amz-Signature=x',
      'http://s3.eu-west-1.amazonaws.com/flatchr/candidates/2022/cv%20a.pdf',
      'candidates/2022/cv a.pdf',
    ]) {
      expect(location(address), address).to.deep.equal(found);
    }
    for (const nothing of ['', 'string', 'https://', 'http://['])
      expect(location(nothing), nothing).to.equal(undefined);
  });

  it('is told from other media, the newest first', () => {
    const media = (tag: string, name: string, created_at: string) => ({
      tag,
      attachment: { name, url: `s.example.com/${created_at}/${name}`, created_at },
    });
    const found = cvAmong([
      media('', 'lettre.pdf', '2025-01-01T00:00:00Z'),
      media('CV', 'a.pdf', '2023-01-01T00:00:00Z'),
      media('', 'mon_cv.docx', '2024-01-01T00:00:00Z'),
      null,
    ]);
    expect(found).to.deep.equal({
      key: '2024-01-01T00:00:00Z/mon_cv',
      extension: 'docx',
      createdAt: '2024-01-01T00:00:00.000Z',
    });
  });
});
