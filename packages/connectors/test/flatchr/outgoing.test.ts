import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  archiveFlatchrCandidates,
  createFlatchrCandidates,
  FlatchrCandidateUpdate,
  FlatchrNewCandidate,
  updateFlatchrCandidates,
  type FlatchrCandidateReference,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { clientOf, closeFlatchr, startFlatchr, type Flatchr } from './support.js';

const item = (more: object = {}) =>
  FlatchrNewCandidate.parse({
    reference: 'cand-42',
    firstname: 'Ada',
    lastname: 'Martin',
    email: 'ada@example.com',
    phone: '+33 6 39 98 00 11',
    resume: 'https://files.example/resume.pdf',
    ...more,
  });

describe('Candidates created in Flatchr', () => {
  closeFlatchr();

  const push = ({ client, sandbox }: Flatchr, more: object = {}) =>
    createFlatchrCandidates.push(
      client,
      { vacancy_slug: sandbox.environment.FLATCHR_VACANCY_SLUG },
      item(more),
    );

  it('are posted to the careers host, with a link or a file, and nothing that says nothing', async () => {
    const flatchr = await startFlatchr();
    const { created } = flatchr.sandbox.flatchr;
    expect(await push(flatchr, { comment: null })).to.equal('written');
    const vacancy = flatchr.sandbox.environment.FLATCHR_VACANCY_SLUG;
    const { reference: _, ...sent } = item();
    expect(created[0]).to.deep.equal({ ...sent, vacancy, type: 'link' });
    const resume = {
      data: Buffer.from('%PDF').toString('base64'),
      fileName: 'CV.pdf',
      contentType: 'application/pdf',
    };
    expect(await push(flatchr, { email: 'b@example.com', resume })).to.equal('written');
    expect(created[1]).to.deep.include({ type: 'document', resume });
  });

  it('are created once, though the answer to the first try was lost', async () => {
    const flatchr = await startFlatchr();
    flatchr.sandbox.addFault({ api: 'flatchr_careers', times: 1, fault: { kind: 'reset-after' } });
    expect(await failureOf(push(flatchr))).to.include({ recovery: 'retry' });
    expect(await push(flatchr)).to.equal('unchanged');
    expect(flatchr.sandbox.flatchr.created).to.have.length(1);
  });

  it('are known by name and phone where there is no e-mail', async () => {
    const flatchr = await startFlatchr();
    expect(await push(flatchr, { email: null })).to.equal('written');
    expect(await push(flatchr, { email: null, phone: '+33639980011' })).to.equal('unchanged');
    expect(await push(flatchr, { email: null, phone: null })).to.equal('written');
    expect(flatchr.sandbox.flatchr.created).to.have.length(2);
  });

  it('are left as they are where the vacancy has them, archived ones too, but not on another vacancy', async () => {
    const flatchr = await startFlatchr();
    const { flatchr: account } = flatchr.sandbox;
    account.addApplicant({ vacancy: 1, email: 'ADA@example.com' });
    expect(await push(flatchr)).to.equal('written');
    const { id } = account.applicants.at(-1)!;
    account.updateApplicant(id, { archived: true });
    expect(await push(flatchr)).to.equal('unchanged');
    expect(account.created).to.have.length(1);
  });

  it('need a résumé', async () => {
    const flatchr = await startFlatchr();
    const error = await failureOf(push(flatchr, { resume: null }));
    expect(error).to.include({ code: 'resume_missing', path: 'resume', recovery: 'reject' });
    expect(FlatchrNewCandidate.safeParse({ ...item(), resume: 'ftp://x' }).success).to.equal(false);
    expect(flatchr.sandbox.flatchr.created).to.deep.equal([]);
  });

  it('need a vacancy that Flatchr knows by its slug', async () => {
    const { client, sandbox } = await startFlatchr();
    const unknown = { code: 'vacancy_not_found', path: 'pushParameters.vacancy_slug', recovery: 'configure' };
    const check = (vacancy_slug: string) => createFlatchrCandidates.check(client, { vacancy_slug });
    expect(await failureOf(check('other'))).to.include(unknown);
    await check(sandbox.environment.FLATCHR_VACANCY_SLUG);
    sandbox.addFault({ api: 'flatchr_careers', fault: { kind: 'status', status: 404 } });
    expect(await failureOf(push({ client, sandbox }))).to.include(unknown);
  });
});

describe('Candidates updated in Flatchr', () => {
  closeFlatchr();

  const update = {
    value: { summary: 'Builds engines' },
    firstname: 'Ada',
    lastname: 'Martin',
    email: 'ada@example.com',
  };
  const push = ({ client }: Flatchr, more: object = {}, app_name: string | null = 'HRMatch') =>
    updateFlatchrCandidates.push(client, { app_name }, FlatchrCandidateUpdate.parse({ ...update, ...more }));

  async function start() {
    const flatchr = await startFlatchr();
    const ada = { vacancy: 1, email: 'ada@example.com', firstname: 'Ada', lastname: 'Martin' };
    const { id, candidateId } = flatchr.sandbox.flatchr.addApplicant(ada);
    return { flatchr, account: flatchr.sandbox.flatchr, id, candidateId };
  }

  it('get the meta information of the application that is named, by e-mail', async () => {
    const { flatchr, account } = await start();
    expect(await push(flatchr)).to.equal('written');
    expect(await push(flatchr, {}, null)).to.equal('written');
    const meta = { reference: 'ada@example.com', type: 'applicants', value: update.value };
    expect(account.metas).to.deep.equal([
      { ...meta, app_name: 'HRMatch' },
      { ...meta, app_name: 'HrFlow.ai' },
    ]);
    expect(account.changed).to.deep.equal([]);
  });

  it('get it by id where Flatchr does not take the e-mail', async () => {
    const { flatchr, account, candidateId } = await start();
    account.options.metaBy = 'id';
    expect(await push(flatchr)).to.equal('written');
    expect(account.metas.map(({ reference }) => reference)).to.deep.equal([candidateId]);
    account.options.detailRoutes = false;
    // Nothing else to go by: what Flatchr said about the e-mail is reported.
    expect(await failureOf(push(flatchr))).to.include({ code: 'not_found', recovery: 'reject' });
  });

  it('get their new name, without being moved, and keep their old one where only the case differs', async () => {
    const { flatchr, account, id } = await start();
    const { column } = account.applicant(id)!;
    await push(flatchr, { firstname: 'ADA' });
    expect(account.changed).to.deep.equal([]);
    await push(flatchr, { lastname: 'Lovelace' });
    expect(account.applicant(id)).to.include({ firstname: 'Ada', lastname: 'Lovelace', column });
    await push(flatchr, { lastname: 'Lovelace' });
    expect(account.changed).to.deep.equal([id]);
  });

  it('are dead letters where Flatchr ignores or refuses the new name', async () => {
    const { flatchr, account } = await start();
    account.options.takesNames = false;
    const kept = { code: 'name_not_updated', recovery: 'reject' };
    expect(await failureOf(push(flatchr, { lastname: 'Lovelace' }))).to.include(kept);
    flatchr.sandbox.addFault({ api: 'flatchr', method: 'PUT', fault: { kind: 'status', status: 400 } });
    expect(await failureOf(push(flatchr, { lastname: 'Lovelace' }))).to.include(kept);
  });

  it('need an e-mail address that Flatchr knows', async () => {
    const { flatchr } = await start();
    expect(await failureOf(push(flatchr, { email: null }))).to.include({
      code: 'email_missing',
      path: 'email',
    });
    expect(await failureOf(push(flatchr, { email: 'b@example.com' }))).to.include({
      code: 'applicant_not_found',
    });
  });

  it('need the Premium CV library, and nothing is written without it', async () => {
    const { flatchr, account } = await start();
    account.options.premium = false;
    const error = await failureOf(push(flatchr, { lastname: 'Lovelace' }));
    expect(error).to.include({ code: 'forbidden', recovery: 'configure' });
    expect(error.message).to.include('Premium');
    expect(account.changed).to.deep.equal([]);
  });

  it('are asked for with a key that works', async () => {
    const { flatchr } = await start();
    const stranger = clientOf(flatchr.sandbox, { api_key: 'a-key-that-ran-out' });
    expect(await failureOf(updateFlatchrCandidates.check(stranger, { app_name: null }))).to.include({
      code: 'unauthorized',
    });
  });
});

describe('Candidates archived in Flatchr', () => {
  closeFlatchr();

  const push = (
    { client }: Flatchr,
    more: Partial<FlatchrCandidateReference> = {},
    vacancy_id: string | null = null,
  ) => archiveFlatchrCandidates.push(client, { vacancy_id }, { email: 'ada@example.com', ...more });

  async function start(...vacancies: readonly number[]) {
    const flatchr = await startFlatchr();
    const account = flatchr.sandbox.flatchr;
    const ids = vacancies.map((vacancy) => account.addApplicant({ vacancy, email: 'ada@example.com' }).id);
    const isArchived = () => ids.map((id) => account.applicant(id)?.archived);
    const vacancyIds = account.vacancies.map(({ id }) => id);
    return { flatchr, account, ids, isArchived, vacancyIds };
  }

  it('are found by e-mail where they applied once, and stay archived', async () => {
    const { flatchr, account, ids, isArchived } = await start(1);
    expect(await push(flatchr, { email: 'ADA@example.com' })).to.equal('written');
    expect(isArchived()).to.deep.equal([true]);
    expect(await push(flatchr)).to.equal('unchanged');
    expect(account.changed).to.deep.equal(ids);
  });

  it('leave one archived application, though the answer to the first try was lost', async () => {
    const { flatchr, account, ids } = await start(1);
    flatchr.sandbox.addFault({ api: 'flatchr', method: 'DELETE', times: 1, fault: { kind: 'reset-after' } });
    expect(await failureOf(push(flatchr))).to.include({ recovery: 'retry' });
    expect(await push(flatchr)).to.equal('unchanged');
    expect(account.changed).to.deep.equal(ids);
  });

  it('are archived on the vacancy that is named, and nowhere else', async () => {
    const { flatchr, isArchived, vacancyIds } = await start(1, 2);
    expect(await push(flatchr, {}, vacancyIds[2])).to.equal('written');
    expect(isArchived()).to.deep.equal([false, true]);
  });

  it('are not guessed at where they applied several times', async () => {
    const { flatchr, isArchived } = await start(1, 2);
    const error = await failureOf(push(flatchr));
    expect(error).to.include({
      code: 'applicant_ambiguous',
      path: 'pushParameters.vacancy_id',
      recovery: 'reject',
    });
    expect(error.message).to.include('2 live applications');
    expect(isArchived()).to.deep.equal([false, false]);
  });

  it('are those the profile came from, by tag or reference, and no other of the same person', async () => {
    const { flatchr, ids, isArchived } = await start(1, 2, 3);
    expect(await push(flatchr, { applicant_id: ids[1] })).to.equal('written');
    expect(await push(flatchr, { reference: ids[2] })).to.equal('written');
    expect(isArchived()).to.deep.equal([false, true, true]);
    expect(await failureOf(push(flatchr, { applicant_id: 'gone' }))).to.include({
      code: 'applicant_not_found',
    });
    expect(isArchived()).to.deep.equal([false, true, true]);
  });

  it('are rejected where Flatchr does not know them, or not on this vacancy', async () => {
    const { flatchr, vacancyIds } = await start(1);
    expect(await failureOf(push(flatchr, { email: 'b@example.com' }))).to.include({
      code: 'applicant_not_found',
    });
    const error = await failureOf(push(flatchr, {}, vacancyIds[2]));
    expect(error).to.include({ code: 'applicant_not_found' });
    expect(error.message).to.include('on this vacancy');
    expect(await failureOf(push(flatchr, { email: ' ' }))).to.include({ code: 'email_missing' });
  });

  it('need a vacancy that Flatchr knows by its opaque id', async () => {
    const { flatchr, account, vacancyIds } = await start(1);
    const check = (vacancy_id: string | null) =>
      archiveFlatchrCandidates.check(flatchr.client, { vacancy_id });
    await check(null);
    await check(vacancyIds[0]!);
    expect(await failureOf(check(String(account.vacancies[0]!.vacancy_id)))).to.include({
      code: 'vacancy_not_found',
      path: 'pushParameters.vacancy_id',
      recovery: 'configure',
    });
  });

  it('take the mere message of the docs of 2020 for done, and a live applicant for not done', async () => {
    const { flatchr } = await start(1);
    const answer = (body: unknown) => {
      flatchr.sandbox.clearFaults();
      flatchr.sandbox.addFault({
        api: 'flatchr',
        method: 'DELETE',
        fault: { kind: 'status', status: 200, body },
      });
    };
    answer({ message: 'Applicant deleted' });
    expect(await push(flatchr)).to.equal('written');
    answer({ id: 'x', status: 1 });
    expect(await failureOf(push(flatchr))).to.include({ code: 'unexpected_answer' });
  });
});
