import { readFileSync } from 'node:fs';
import { startSandbox, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  createJazzhrApplicants as writer,
  formatJazzhrNewApplicant,
  jazzhrApi,
  JazzhrCreateApplicantsParameters,
  JazzhrNewApplicant,
  openClient,
  type HrflowStoredProfile,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';

const PERSON = {
  first_name: 'Jane',
  last_name: 'Doe',
  email: 'jane@example.com',
  phone: '(555) 555-5555',
};

describe('creating applicants in JazzHR', () => {
  let sandbox: Sandbox;
  let job: string;

  beforeEach(() => start());
  afterEach(async () => {
    await closeConnections();
    await sandbox.close();
  });

  async function start(options: SandboxOptions = {}): Promise<void> {
    sandbox = await startSandbox({ candidates: 0, jazzhr: { applicants: 20, jobs: 4 }, ...options });
    job = sandbox.jazzhr.jobs()[0]!.id;
  }
  const open = (api_key = sandbox.environment.JAZZHR_API_KEY) =>
    openClient(jazzhrApi, { api_key }, { baseUrls: sandbox.environment });
  const push = (item: object, job_id: string | null = job) =>
    writer.push(open(), JazzhrCreateApplicantsParameters.parse({ job_id }), JazzhrNewApplicant.parse(item));
  const created = () => sandbox.jazzhr.created();

  it('enters them for the job, with the key in the body alone', async () => {
    expect(await push({ ...PERSON, address: null, website: '' })).to.equal('written');
    expect(created()).to.deep.equal([{ ...PERSON, job }]);
    const [request] = sandbox.records.requests({ api: 'jazzhr', method: 'POST' });
    expect(request?.search).to.equal('');
  });

  it('enters them for no job when there is none', async () => {
    expect(await push(PERSON, null)).to.equal('written');
    expect(created()).to.deep.equal([PERSON]);
  });

  it('leaves one applicant, however often it is repeated', async () => {
    for (const expected of ['written', 'unchanged', 'unchanged'])
      expect(await push(PERSON)).to.equal(expected);
    expect(created()).to.have.length(1);
  });

  it('leaves one applicant when the answer was lost', async () => {
    sandbox.addFault({ api: 'jazzhr', method: 'POST', times: 1, fault: { kind: 'reset-after' } });
    expect(await failureOf(push(PERSON))).to.include({ recovery: 'retry' });
    expect(await push(PERSON)).to.equal('unchanged');
    expect(created()).to.have.length(1);
  });

  it('knows an applicant by name and e-mail, whatever their spelling', async () => {
    await push(PERSON);
    expect(await push({ ...PERSON, last_name: ' DOE ', email: 'JANE@example.com ' })).to.equal('unchanged');
  });

  it('takes namesakes for others when their e-mails differ, though the phone be one', async () => {
    await push(PERSON);
    expect(await push({ ...PERSON, email: 'jane.doe@example.com' })).to.equal('written');
    expect(await push({ ...PERSON, first_name: 'John' })).to.equal('written');
    expect(created()).to.have.length(3);
  });

  it('knows an applicant by phone where one of the two has no e-mail', async () => {
    await push({ ...PERSON, email: null });
    expect(await push({ ...PERSON, phone: '555-555-5555' })).to.equal('unchanged');
    expect(await push({ ...PERSON, phone: '555-555-0000' })).to.equal('written');
  });

  it('enters somebody for a second job, and not at all without one', async () => {
    await push(PERSON);
    const second = sandbox.jazzhr.jobs()[1]!.id;
    expect(await push(PERSON, second)).to.equal('written');
    expect(await push(PERSON, second)).to.equal('unchanged');
    expect(await push(PERSON, null)).to.equal('unchanged');
    expect(created().map((body) => body['job'])).to.deep.equal([job, second]);
  });

  it('finds the applicant on the last page of namesakes', async () => {
    for (let index = 0; index < 120; index++) {
      sandbox.jazzhr.addApplicant({
        first_name: `Jane ${index}`,
        last_name: 'Doe',
        email: `${index}@example.com`,
      });
    }
    sandbox.jazzhr.addApplicant({ first_name: 'Jane', last_name: 'Doe', email: PERSON.email });
    expect(await push(PERSON)).to.equal('unchanged');
    expect(sandbox.records.count({ api: 'jazzhr', path: 'applicants/{id}' })).to.equal(1);
  });

  it('passes over a namesake who was deleted in the meantime', async () => {
    const { id } = sandbox.jazzhr.addApplicant({ first_name: 'Jane', last_name: 'Doe' });
    sandbox.addFault({ api: 'jazzhr', path: `applicants/${id}`, fault: { kind: 'status', status: 404 } });
    expect(await push(PERSON)).to.equal('written');
  });

  it('says what JazzHR hides in a 200', async () => {
    const error = await failureOf(push(PERSON, 'job_none'));
    expect(error).to.include({ recovery: 'reject', code: 'bad_request' });
    expect(error.message).to.equal('JazzHR rejected the request: Invalid job.');
    expect(created()).to.deep.equal([]);
  });

  it('does not take an answer without an id for good', async () => {
    const fault = { kind: 'status', status: 200, body: {} } as const;
    sandbox.addFault({ api: 'jazzhr', method: 'POST', times: 1, fault });
    expect(await failureOf(push(PERSON))).to.include({ code: 'unexpected_answer', recovery: 'retry' });
  });

  it('rejects an applicant who could not be told from a namesake', async () => {
    const error = await failureOf(push({ first_name: 'Jane', last_name: 'Doe', email: ' ', phone: null }));
    expect(error).to.include({ code: 'contact_missing', recovery: 'reject', path: 'email' });
    expect(sandbox.records.count({ api: 'jazzhr' })).to.equal(0);
  });

  it('takes no applicant without a last name, or one that would change the address', () => {
    for (const [last_name, message] of [
      ['', 'is empty, and JazzHR takes no applicant without a last name'],
      [undefined, 'is missing, and JazzHR takes no applicant without a last name'],
      ['../x', 'is no name that JazzHR can be searched for'],
    ]) {
      const issues = JazzhrNewApplicant.safeParse({ ...PERSON, last_name }).error?.issues;
      expect(issues?.map(({ path, message: text }) => [path[0], text])).to.deep.equal([
        ['last_name', message],
      ]);
    }
  });

  describe('with a résumé', () => {
    const url = (path: string) => `${sandbox.url}/files/${path}`;

    it('sends the file in base64', async () => {
      const resume = { url: url('resume/7.pdf?X-Amz-Signature=x') };
      expect(await push({ ...PERSON, resume })).to.equal('written');
      const [body] = created();
      expect(Buffer.from(body?.['base64-resume'] as string, 'base64').toString('latin1')).to.match(/^%PDF-/);
      expect(body).to.not.have.property('resume');
    });

    it('creates nobody while the file can not be had, or is none', async () => {
      for (const path of ['resume/7.pdf', 'signed-in-only/7.pdf']) {
        expect(await failureOf(push({ ...PERSON, resume: { url: url(path) } }))).to.include({
          code: 'file_unavailable',
          recovery: 'reject',
        });
      }
      expect(created()).to.deep.equal([]);
    });

    it('is not fetched for somebody whom JazzHR has', async () => {
      await push(PERSON);
      expect(await push({ ...PERSON, resume: { url: url('resume/7.pdf') } })).to.equal('unchanged');
    });
  });

  describe('is checked before a run:', () => {
    const check = (job_id: string | null, key?: string) =>
      writer.check(open(key), JazzhrCreateApplicantsParameters.parse({ job_id }));

    it('good parameters pass', async () => {
      await check(job);
      await check(null);
      expect(created()).to.deep.equal([]);
    });

    it('a key that is refused', async () => {
      expect(await failureOf(check(null, 'another-key-0123'))).to.include({ path: 'connectorAuth.api_key' });
    });

    it('a job that JazzHR does not know, however it says so', async () => {
      const expected = { code: 'job_unknown', recovery: 'configure', path: 'pushParameters.job_id' };
      expect(await failureOf(check('job_none'))).to.include(expected);
      for (const body of [[], null]) {
        sandbox.addFault({
          api: 'jazzhr',
          path: 'jobs/job_none',
          times: 1,
          fault: { kind: 'status', status: 200, body },
        });
        expect(await failureOf(check('job_none'))).to.include(expected);
      }
    });
  });

  describe('from a profile of HrFlow', () => {
    const names = (info: object) => {
      const { first_name, last_name } = formatJazzhrNewApplicant({ info });
      return [first_name, last_name];
    };

    it('takes what JazzHR has a field for', () => {
      const profile: HrflowStoredProfile = {
        key: 'k',
        source: { name: 'Careers' },
        text: 'Ten years at sea',
        info: {
          ...PERSON,
          location: {
            text: '1 Main St, Pittsburgh, PA 15222',
            fields: { city: 'Pittsburgh', state: 'PA', postcode: '15222', country: 'USA' },
          },
          urls: [
            { type: 'linkedin', url: 'https://www.linkedin.com/in/jane' },
            { type: 'twitter', url: 'https://x.com/jane' },
            { type: 'github', url: 'https://github.com/jane' },
          ],
        },
        attachments: [
          { type: 'original', public_url: 'https://x/original.docx' },
          { type: 'resume', public_url: 'https://x/resume.pdf' },
        ],
      };
      expect(formatJazzhrNewApplicant(profile)).to.deep.equal({
        ...PERSON,
        address: '1 Main St, Pittsburgh, PA 15222',
        city: 'Pittsburgh',
        state: 'PA',
        postal: '15222',
        source: 'Careers',
        linkedin: 'https://www.linkedin.com/in/jane',
        twitter: 'https://x.com/jane',
        website: 'https://github.com/jane',
        resumetext: 'Ten years at sea',
        resume: { url: 'https://x/resume.pdf' },
      });
    });

    it('uses the names that JazzHR creates applicants by', () => {
      const file = new URL('../fixtures/jazzhr/post-applicant.request.json', import.meta.url);
      const sample = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object);
      const { resume, ...fields } = formatJazzhrNewApplicant({});
      expect(resume).to.equal(null);
      // Not in the sample; hrflow-connectors' schema has these two besides.
      const known = [...sample, 'twitter', 'website'];
      expect(Object.keys(fields).filter((name) => !known.includes(name))).to.deep.equal([]);
    });

    it('survives a profile that has nothing', () => {
      expect(formatJazzhrNewApplicant({})).to.include({ last_name: '', source: 'HrFlow', resume: null });
    });

    it('finds the last name in the full name', () => {
      expect(names({ first_name: 'Jane', last_name: 'Doe', full_name: 'x' })).to.deep.equal(['Jane', 'Doe']);
      expect(names({ full_name: 'Jane van der Doe' })).to.deep.equal(['Jane van der', 'Doe']);
      expect(names({ first_name: 'Jane', full_name: 'Jane van der Doe' })).to.deep.equal([
        'Jane',
        'van der Doe',
      ]);
      expect(names({ first_name: 'Jane', full_name: 'Jane' })).to.deep.equal(['Jane', '']);
      expect(names({ full_name: 'Madonna' })).to.deep.equal([null, 'Madonna']);
    });
  });
});
