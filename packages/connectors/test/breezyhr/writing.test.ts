import type { BreezyhrCandidateRecord, Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BreezyhrCreateProfilesParameters,
  BreezyhrUpdateProfilesParameters,
  createBreezyhrCandidates,
  updateBreezyhrCandidates,
  type BreezyhrCandidateInput,
  type HttpClient,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { Accounts } from './account.js';

const EMAIL = 'jane@example.com';

/** A person with everything Breezy takes. */
const JANE = {
  name: 'Jane Doe',
  email_address: EMAIL,
  phone_number: '+1 555',
  address: '1 Main St',
  summary: 'Engineer',
  tags: ['python'],
  social_profiles: { linkedin: 'https://www.linkedin.com/in/jane' },
  work_history: [
    {
      company_name: 'Acme',
      title: 'Engineer',
      start_year: 2018,
      start_month: 1,
      end_year: 2020,
      end_month: 2,
    },
    { company_name: 'Globex', title: 'Lead', start_year: 2020, start_month: 3 },
  ],
  education: [{ school_name: 'MIT', field_of_study: 'CS', start_year: 2010, end_year: 2014 }],
} satisfies BreezyhrCandidateInput;

const withResume = (sandbox: Sandbox, item: BreezyhrCandidateInput = JANE): BreezyhrCandidateInput => ({
  ...item,
  resume: { url: `${sandbox.url}/files/resume/7.pdf?X-Amz-Signature=x`, file_name: 'jane.pdf' },
});

const writes = (sandbox: Sandbox) =>
  sandbox.records
    .requests({ api: 'breezyhr' })
    .filter(({ method, path }) => method !== 'GET' && path !== 'signin')
    .map(({ method, path, search }) =>
      `${method} ${path.split('/').slice(4).join('/')}${search}`.replace(/candidate\/\w+/, 'candidate'),
    );

const janes = ({ breezyhr }: Sandbox): BreezyhrCandidateRecord[] =>
  breezyhr.candidates().filter(({ email_address }) => email_address === EMAIL);

describe('creating candidates in Breezy HR', () => {
  const accounts = new Accounts();

  const pushing = (sandbox: Sandbox, client: HttpClient, more: object = {}) => {
    const position_id = sandbox.environment.BREEZYHR_POSITION_ID;
    const parameters = BreezyhrCreateProfilesParameters.parse({ position_id, ...more });
    return (item: BreezyhrCandidateInput = JANE) => createBreezyhrCandidates.push(client, parameters, item);
  };

  it('writes all that the profile has, with its résumé', async () => {
    const { sandbox, client } = await accounts.start();
    expect(await pushing(sandbox, client)(withResume(sandbox))).to.equal('written');
    const [created, ...others] = janes(sandbox);
    expect(others).to.deep.equal([]);
    const { work_history, education, resume, ...rest } = created!;
    expect(rest).to.deep.include({
      position_id: sandbox.environment.BREEZYHR_POSITION_ID,
      name: 'Jane Doe',
      phone_number: '+1 555',
      address: '1 Main St',
      summary: 'Engineer',
      tags: ['python'],
      origin: 'sourced',
      social_profiles: JANE.social_profiles,
    });
    expect(work_history).to.deep.equal(JANE.work_history);
    expect(education).to.deep.equal(JANE.education);
    expect(resume).to.include({ file_name: 'jane.pdf', content_type: 'application/pdf' });
    expect(resume!.bytes.toString('latin1')).to.match(/^%PDF/);
    expect(writes(sandbox)).to.deep.equal([
      'POST candidates?stage_actions_enabled=false',
      'POST candidate/resume',
    ]);
  });

  it('sends origin, stage actions and cover letter as the parameters say', async () => {
    const { sandbox, client } = await accounts.start();
    const more = { origin: 'applied', stage_actions_enabled: true, cover_letter: 'Dear team' };
    await pushing(sandbox, client, more)();
    expect(janes(sandbox)[0]).to.include({ origin: 'applied', cover_letter: 'Dear team' });
    expect(writes(sandbox)[0]).to.equal('POST candidates?stage_actions_enabled=true');
  });

  it('takes its parameters with the defaults of hrflow-connectors', () => {
    expect(BreezyhrCreateProfilesParameters.parse({ position_id: 'p1' })).to.deep.equal({
      position_id: 'p1',
      origin: 'sourced',
      stage_actions_enabled: false,
      cover_letter: null,
    });
    for (const bad of [{}, { position_id: '../x' }, { position_id: 'p', origin: 'found' }]) {
      expect(BreezyhrCreateProfilesParameters.safeParse(bad).success).to.equal(false);
    }
  });

  it('sends no blank value', async () => {
    const { sandbox, client } = await accounts.start();
    await pushing(
      sandbox,
      client,
    )({ name: 'Jane', email_address: EMAIL, phone_number: null, summary: ' ', tags: [] });
    const [request] = sandbox.records.requests({
      api: 'breezyhr',
      method: 'POST',
      path: 'company/{id}/position/{id}/candidates',
    });
    expect(JSON.parse(request!.body)).to.deep.equal({
      name: 'Jane',
      email_address: EMAIL,
      origin: 'sourced',
    });
  });

  for (const searchShows of ['whole', 'brief', 'no position'] as const) {
    it(`creates nobody twice (a search shows hits ${searchShows})`, async () => {
      const { sandbox, client } = await accounts.start();
      sandbox.breezyhr.behave({ searchShows });
      const push = pushing(sandbox, client);
      expect(await push(withResume(sandbox))).to.equal('written');
      const [before] = janes(sandbox);
      expect(await push(withResume(sandbox, { ...JANE, email_address: 'JANE@example.com' }))).to.equal(
        'unchanged',
      );
      expect(janes(sandbox)).to.deep.equal([before]);
    });

    it(`creates on this position who is on another one (a search shows hits ${searchShows})`, async () => {
      const { sandbox, client } = await accounts.start();
      sandbox.breezyhr.behave({ searchShows });
      const [other] = sandbox.breezyhr.positions('closed');
      const { meta_id } = sandbox.breezyhr.create(other!._id, { email_address: EMAIL, name: 'Jane Doe' });
      expect(await pushing(sandbox, client)()).to.equal('written');
      expect(janes(sandbox).map((each) => each.meta_id)).to.deep.equal([meta_id, meta_id]);
    });
  }

  it('leaves one candidate when the answer to a creation was lost, and completes him', async () => {
    const { sandbox, client } = await accounts.start({
      faults: [
        { api: 'breezyhr', method: 'POST', path: /candidates\?/, times: 1, fault: { kind: 'reset-after' } },
      ],
    });
    const push = pushing(sandbox, client);
    expect(await failureOf(push(withResume(sandbox)))).to.include({ recovery: 'retry' });
    expect(janes(sandbox)[0]?.resume).to.equal(undefined);
    expect(await push(withResume(sandbox))).to.equal('written');
    expect(janes(sandbox)).to.have.length(1);
    expect(janes(sandbox)[0]?.resume?.file_name).to.equal('jane.pdf');
    expect(await push(withResume(sandbox))).to.equal('unchanged');
  });

  it('completes histories by their own routes where a creation does not take them, without doubles', async () => {
    const { sandbox, client } = await accounts.start();
    sandbox.breezyhr.behave({ createTakesHistory: false });
    const push = pushing(sandbox, client);
    await push();
    expect(janes(sandbox)[0]?.work_history.map(({ company_name }) => company_name)).to.deep.equal([
      'Acme',
      'Globex',
    ]);
    expect(janes(sandbox)[0]?.education).to.deep.equal(JANE.education);
    expect(await push()).to.equal('unchanged');
    expect(janes(sandbox)[0]?.work_history).to.have.length(2);
  });

  it('changes nothing of a candidate who is there, but adds what he lacks', async () => {
    const { sandbox, client } = await accounts.start();
    const position = sandbox.environment.BREEZYHR_POSITION_ID;
    sandbox.breezyhr.create(position, {
      email_address: EMAIL,
      name: 'J. Doe',
      summary: 'Kept',
      work_history: [
        {
          company_name: 'ACME',
          title: 'Engineer',
          start_year: 2018,
          start_month: 1,
          end_year: 2020,
          end_month: 2,
        },
      ],
      education: [],
      resume: undefined,
    });
    expect(await pushing(sandbox, client)()).to.equal('written');
    const [candidate] = janes(sandbox);
    expect(candidate).to.include({ name: 'J. Doe', summary: 'Kept' });
    expect(candidate!.work_history.map(({ company_name }) => company_name)).to.deep.equal(['ACME', 'Globex']);
    expect(candidate!.education).to.have.length(1);
  });

  it('counts an application that lacks something as such, not as written (202)', async () => {
    const { sandbox, client } = await accounts.start();
    const push = pushing(sandbox, client, { origin: 'applied' });
    const error = await failureOf(push({ ...JANE, phone_number: null }));
    expect(error).to.include({ code: 'application_incomplete', recovery: 'reject' });
    expect(error.message).to.include('phone_number').and.to.include('pushParameters.origin');
    expect(janes(sandbox)).to.deep.equal([]);
    expect(sandbox.breezyhr.invited).to.deep.equal([EMAIL]);
  });

  it('takes a 202 with a candidate for a creation', async () => {
    const { sandbox, client } = await accounts.start();
    const [held] = sandbox.breezyhr.candidates(sandbox.environment.BREEZYHR_POSITION_ID);
    const fault = { kind: 'status', status: 202, body: { _id: held!._id } } as const;
    sandbox.addFault({ api: 'breezyhr', method: 'POST', path: /candidates\?/, fault });
    expect(await pushing(sandbox, client)({ name: 'Jane', email_address: EMAIL })).to.equal('written');
  });

  it('finds who was created in between, and counts him as unchanged (409)', async () => {
    const { sandbox, client } = await accounts.start();
    const position = sandbox.environment.BREEZYHR_POSITION_ID;
    sandbox.breezyhr.create(position, { email_address: EMAIL, work_history: [], education: [] });
    // The first search comes too early.
    sandbox.addFault({
      api: 'breezyhr',
      path: /search/,
      times: 1,
      fault: { kind: 'status', status: 200, body: [] },
    });
    expect(await pushing(sandbox, client)({ name: 'Jane', email_address: EMAIL })).to.equal('unchanged');
    expect(janes(sandbox)).to.have.length(1);
  });

  it('rejects who is said to be there and is not found (409)', async () => {
    const { sandbox, client } = await accounts.start();
    sandbox.addFault({
      api: 'breezyhr',
      method: 'POST',
      path: /candidates\?/,
      fault: { kind: 'status', status: 409 },
    });
    expect(await failureOf(pushing(sandbox, client)())).to.include({ code: 'conflict', recovery: 'reject' });
  });

  it('says so when the position is not published (412)', async () => {
    const { sandbox, client } = await accounts.start();
    const [closed] = sandbox.breezyhr.positions('closed');
    const error = await failureOf(pushing(sandbox, client, { position_id: closed!._id })());
    expect(error).to.include({
      code: 'position_not_published',
      recovery: 'reject',
      path: 'pushParameters.position_id',
    });
  });

  it('tries again when an answer has no candidate, and finds him then', async () => {
    const { sandbox, client } = await accounts.start();
    sandbox.addFault({
      api: 'breezyhr',
      method: 'POST',
      path: /candidates\?/,
      times: 1,
      fault: { kind: 'status', status: 200, body: {} },
    });
    const push = pushing(sandbox, client);
    expect(await failureOf(push())).to.include({ code: 'unexpected_answer', recovery: 'retry' });
    expect(await push()).to.equal('written');
  });

  it('rejects who has no e-mail or no name, before anything is written', async () => {
    const { sandbox, client } = await accounts.start();
    const push = pushing(sandbox, client);
    const nameless = await failureOf(push({ ...JANE, name: ' ' }));
    expect(nameless).to.include({ code: 'name_missing', recovery: 'reject', path: 'name' });
    const addressless = await failureOf(push({ ...JANE, email_address: null }));
    expect(addressless).to.include({ code: 'email_missing', recovery: 'reject', path: 'email_address' });
    expect(addressless.message).to.include('info.email');
    expect(writes(sandbox)).to.deep.equal([]);
  });

  it('counts a candidate whose résumé or histories were refused, after trying all of them', async () => {
    const { sandbox, client } = await accounts.start();
    sandbox.breezyhr.behave({ createTakesHistory: false });
    const refused = {
      kind: 'status',
      status: 400,
      body: { error: { type: 'x', message: 'no such company' } },
    } as const;
    sandbox.addFault({ api: 'breezyhr', path: /work-history/, times: 1, fault: refused });
    const item = {
      ...withResume(sandbox),
      resume: { url: `${sandbox.url}/files/nothing.pdf?X-Amz-Signature=x` },
    };
    const error = await failureOf(pushing(sandbox, client)(item));
    expect(error).to.include({ code: 'candidate_incomplete', recovery: 'reject' });
    expect(error.message)
      .to.include('2 of 4 further steps failed: work-history: Acme; resume')
      .and.to.include('no such company');
    const [candidate] = janes(sandbox);
    expect(candidate?.education).to.have.length(1);
    expect(candidate?.work_history).to.have.length(1);
  });

  it('tries the whole push again when a step may succeed later', async () => {
    const { sandbox, client } = await accounts.start();
    sandbox.addFault({
      api: 'breezyhr',
      method: 'POST',
      path: /resume$/,
      times: 1,
      fault: { kind: 'status', status: 502 },
    });
    const push = pushing(sandbox, client);
    expect(await failureOf(push(withResume(sandbox)))).to.include({ recovery: 'retry' });
    expect(await push(withResume(sandbox))).to.equal('written');
    expect(janes(sandbox)).to.have.length(1);
  });

  it('checks company and position before a run', async () => {
    const { sandbox, client } = await accounts.start();
    const check = (position_id: string) =>
      createBreezyhrCandidates.check(client, BreezyhrCreateProfilesParameters.parse({ position_id }));
    await check(sandbox.environment.BREEZYHR_POSITION_ID);
    expect(await failureOf(check('ffffffffffff'))).to.include({
      code: 'position_not_found',
      path: 'pushParameters.position_id',
    });
  });
});

describe('updating candidates in Breezy HR', () => {
  const accounts = new Accounts();

  const start = async (held: Partial<BreezyhrCandidateRecord> = {}) => {
    const { sandbox, client } = await accounts.start();
    const position_id = sandbox.environment.BREEZYHR_POSITION_ID;
    const parameters = BreezyhrUpdateProfilesParameters.parse({ position_id });
    const blank = { resume: undefined, work_history: [], education: [], tags: [], social_profiles: {} };
    const { _id } = sandbox.breezyhr.create(position_id, {
      ...blank,
      email_address: EMAIL,
      name: 'J.',
      ...held,
    });
    const push = (item: BreezyhrCandidateInput = JANE) =>
      updateBreezyhrCandidates.push(client, parameters, item);
    return { sandbox, push, id: _id, held: () => sandbox.breezyhr.candidate(_id)! };
  };

  it('writes what the profile says, and keeps what it does not', async () => {
    const { push, held } = await start({
      headline: 'Kept',
      cover_letter: 'Kept',
      phone_number: '+33',
      tags: ['Python', 'kept'],
      social_profiles: { github: 'https://github.com/jane', linkedin: 'https://www.linkedin.com/in/old' },
    });
    expect(await push({ ...JANE, phone_number: null, summary: ' ' })).to.equal('written');
    expect(held()).to.deep.include({
      name: 'Jane Doe',
      headline: 'Kept',
      cover_letter: 'Kept',
      phone_number: '+33',
      address: '1 Main St',
      tags: ['Python', 'kept'],
      social_profiles: { github: 'https://github.com/jane', linkedin: 'https://www.linkedin.com/in/jane' },
    });
    expect(held().work_history).to.deep.equal(JANE.work_history);
    expect(held().education).to.deep.equal(JANE.education);
  });

  for (const periodsAs of ['dates', 'numbers'] as const) {
    it(`leaves the same state when it is repeated (periods as ${periodsAs})`, async () => {
      const { sandbox, push, held } = await start();
      sandbox.breezyhr.behave({ periodsAs, socialProfilesAs: periodsAs === 'dates' ? 'list' : 'object' });
      expect(await push(withResume(sandbox))).to.equal('written');
      const { updated_date: _, ...before } = held();
      const count = writes(sandbox).length;
      expect(await push(withResume(sandbox))).to.equal('written');
      const { updated_date: __, ...after } = held();
      expect(after).to.deep.equal(before);
      expect(writes(sandbox).slice(count)).to.deep.equal(['PUT candidate']);
    });
  }

  it('changes an entry at the same company, and adds none', async () => {
    const { push, held } = await start({
      work_history: [{ company_name: 'acme', title: 'Trainee', start_year: 2018 }],
    });
    await push({ ...JANE, work_history: JANE.work_history.slice(0, 1) });
    expect(held().work_history).to.have.length(1);
    expect(held().work_history[0]).to.include({ title: 'Engineer', end_year: 2020 });
  });

  it('does not put a degree before the field of study again and again', async () => {
    const { push, held } = await start({
      education: [
        { school_name: 'MIT', degree: 'BSc', field_of_study: 'CS', start_year: 2010, end_year: 2013 },
      ],
    });
    // As HrFlow has it once it was read from Breezy.
    const education = [{ school_name: 'MIT', field_of_study: 'BSc, CS', start_year: 2010 }];
    await push({ ...JANE, education });
    expect(held().education[0]).to.include({ degree: 'BSc', field_of_study: 'CS', end_year: 2013 });
    await push({ ...JANE, education: [{ ...education[0]!, end_year: 2014 }] });
    expect(held().education).to.have.length(1);
    expect(held().education[0]).to.include({ degree: 'BSc', field_of_study: 'CS', end_year: 2014 });
  });

  it('writes the latest of several entries at one company, and settles there', async () => {
    const { push, held } = await start();
    const item = {
      ...JANE,
      work_history: [
        { company_name: 'Acme', title: 'Lead', start_year: 2020, start_month: 2 },
        { company_name: 'Acme', title: 'Director', start_year: 2020, start_month: 9 },
        { company_name: 'Acme', title: 'Trainee' },
      ],
    };
    await push(item);
    const first = held().work_history;
    expect(first.map(({ title }) => title)).to.deep.equal(['Director']);
    await push(item);
    expect(held().work_history).to.deep.equal(first);
  });

  it('attaches a résumé where there is none, and leaves the one that is there', async () => {
    const none = await start();
    await none.push(withResume(none.sandbox));
    expect(none.held().resume?.file_name).to.equal('jane.pdf');
    const file = { file_name: 'own.docx', content_type: 'application/msword', bytes: Buffer.from('own') };
    const some = await start({ resume: file });
    await some.push(withResume(some.sandbox));
    expect(some.held().resume).to.deep.equal(file);
  });

  it('rejects who is not on the position, and creates nobody', async () => {
    const { sandbox, push } = await start();
    const count = sandbox.breezyhr.candidates().length;
    const error = await failureOf(push({ ...JANE, email_address: 'nobody@example.com' }));
    expect(error).to.include({ code: 'candidate_not_found', recovery: 'reject', path: 'email_address' });
    expect(error.message).to.include('pushParameters.position_id');
    expect(sandbox.breezyhr.candidates()).to.have.length(count);
    expect(await failureOf(push({ ...JANE, email_address: null }))).to.include({ code: 'email_missing' });
  });

  it('rejects an e-mail that two candidates of the position have, and changes neither', async () => {
    const { sandbox, push } = await start();
    sandbox.breezyhr.create(sandbox.environment.BREEZYHR_POSITION_ID, { email_address: EMAIL });
    expect(await failureOf(push())).to.include({ code: 'candidate_ambiguous', recovery: 'reject' });
    expect(writes(sandbox)).to.deep.equal([]);
  });

  it('does not take a stranger that a loose search brings for the one meant', async () => {
    const { sandbox, push } = await start();
    const position_id = sandbox.environment.BREEZYHR_POSITION_ID;
    const hit = { _id: 'x', email_address: 'jane@example.com.au', position: { _id: position_id } };
    sandbox.addFault({
      api: 'breezyhr',
      path: /search/,
      fault: { kind: 'status', status: 200, body: [hit] },
    });
    expect(await failureOf(push())).to.include({ code: 'candidate_not_found' });
  });

  it('is counted when a history is refused', async () => {
    const { sandbox, push, held } = await start();
    sandbox.addFault({ api: 'breezyhr', path: /education/, fault: { kind: 'status', status: 422 } });
    expect(await failureOf(push())).to.include({ code: 'candidate_incomplete', recovery: 'reject' });
    expect(held().name).to.equal('Jane Doe');
    expect(held().work_history).to.have.length(2);
  });

  it('takes the position alone as a parameter', () => {
    expect(BreezyhrUpdateProfilesParameters.parse({ position_id: 'p1' })).to.deep.equal({
      position_id: 'p1',
    });
    expect(BreezyhrUpdateProfilesParameters.safeParse({}).success).to.equal(false);
  });
});
