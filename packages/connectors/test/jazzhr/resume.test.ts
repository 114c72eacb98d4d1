import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  jazzhrApi,
  jazzhrApplicants,
  JazzhrApplicantsParameters,
  openClient,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUp, serve, type Reply, type TestServer } from '../support/server.js';

const ID = 'prospect_1';
const LINK = `https://app.jazz.co/files/download/resume?url=${encodeURIComponent('7/Jane Doe.pdf')}`;
const PDF = '%PDF-1.7 ten years at sea';
const SIGN_IN = '<!DOCTYPE html><html><body><form>Sign in</form></body></html>';

describe("an applicant's résumé from JazzHR", () => {
  let server: TestServer;
  let files: Reply;
  let host: Record<string, Reply>;
  let link: string | null;
  cleanUp(closeConnections);

  beforeEach(async () => {
    link = LINK;
    host = { '/cv.pdf': pdf() };
    server = await serve(({ path }) => {
      if (path === `/v1/applicants/${ID}`)
        return { json: { id: ID, resume_link: link, resume_body: 'Text' } };
      if (path.startsWith('/v1/files/')) return files;
      return host[path] ?? { status: 404, text: 'none' };
    });
    files = { json: file('Jane Doe.pdf') };
  });

  const pdf = (): Reply => (response) => response.end(PDF);
  const file = (filename: string, more: object = {}) => ({
    id: 'file_1',
    applicant_id: ID,
    filename,
    mime_type: 'application/pdf',
    file_url: `${server.url}/cv.pdf`,
    ...more,
  });
  const fetched = async () => {
    const baseUrls = { JAZZHR_API_URL: server.url };
    const client = openClient(jazzhrApi, { api_key: 'jazz-key-0123456789' }, { baseUrls });
    const parameters = JazzhrApplicantsParameters.parse({});
    return (await jazzhrApplicants.detail!(client, parameters, { id: ID }))?.resume_file;
  };

  it('is the file that the link to the résumé names', async () => {
    expect(await fetched()).to.deep.equal({
      file_name: 'Jane Doe.pdf',
      content_type: 'application/pdf',
      raw: Buffer.from(PDF).toString('base64'),
    });
    const [, list, download] = server.received;
    expect(list?.path).to.equal(`/v1/files/applicant_id/${ID}`);
    // The key stays with the API.
    expect([...download!.query.keys()]).to.deep.equal([]);
    expect(download?.headers).to.not.have.any.keys('authorization', 'cookie');
  });

  it('is not looked for where JazzHR has none', async () => {
    for (const none of [null, '', 'No Answer']) {
      link = none;
      expect(await fetched()).to.equal(null);
    }
    expect(server.received.every(({ path }) => !path.startsWith('/v1/files'))).to.equal(true);
  });

  for (const name of [
    'resume.pdf',
    'Resume_2026.docx',
    'CV Jane.pdf',
    'jane-cv.pdf',
    'Résumé.pdf',
    'my_curriculum_vitae.pdf',
  ]) {
    it(`is a file called ${name}, when the link tells nothing`, async () => {
      files = { json: [file('report.pdf', { file_url: `${server.url}/report` }), file(name)] };
      expect(await fetched()).to.include({ file_name: name });
    });
  }

  it('is the newest of several', async () => {
    host['/old.pdf'] = { status: 404, text: 'old' };
    const old = { file_url: `${server.url}/old.pdf`, date_loaded: '2026-01-02', time_loaded: '09:00:00' };
    files = {
      json: [
        file('resume.pdf', old),
        file('resume-2.pdf', { date_loaded: '2026-01-02', time_loaded: '10:00:00' }),
        file('resume-1.pdf', { ...old, date_loaded: '0000-00-00' }),
      ],
    };
    expect(await fetched()).to.include({ file_name: 'resume-2.pdf' });
  });

  for (const name of ['assessment.pdf', 'McVey report.pdf', 'presumed.pdf', '', null]) {
    it(`is no file called ${JSON.stringify(name)}`, async () => {
      files = { json: file(name as string) };
      expect(await fetched()).to.equal(null);
    });
  }

  it('is nobody else’s file', async () => {
    files = { json: [file('Jane Doe.pdf', { applicant_id: 'prospect_2' })] };
    expect(await fetched()).to.equal(null);
  });

  const documents: Record<string, Buffer> = {
    PDF: Buffer.from(PDF),
    RTF: Buffer.from('{\\rtf1 x}'),
    Word: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
    'OpenDocument and newer Word': Buffer.from('PK\u0003\u0004x'),
    PNG: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d]),
    JPEG: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  };
  for (const [kind, bytes] of Object.entries(documents)) {
    it(`may be ${kind}`, async () => {
      host['/cv.pdf'] = (response) => response.end(bytes);
      expect(await fetched()).to.include({ raw: bytes.toString('base64') });
    });
  }

  const others: Record<string, Reply> = {
    'a page to sign in at': { text: SIGN_IN },
    'a page to sign in at that says it is a PDF': {
      text: SIGN_IN,
      headers: { 'content-type': 'application/pdf' },
    },
    'an error in JSON': { json: { error: 'Not signed in' } },
    nothing: { text: '' },
    'a file that is not there': { status: 404, text: 'none' },
    'a file that is forbidden': { status: 403, text: 'none' },
  };
  for (const [what, reply] of Object.entries(others)) {
    it(`is never ${what}`, async () => {
      host['/cv.pdf'] = reply;
      expect(await fetched()).to.equal(null);
    });
  }

  it('is never a page to sign in at that a link leads on to', async () => {
    host['/cv.pdf'] = { status: 302, headers: { location: '/sign-in' }, text: '' };
    host['/sign-in'] = { text: SIGN_IN };
    expect(await fetched()).to.equal(null);
    expect(server.received.at(-1)?.path).to.equal('/sign-in');
  });

  it('is not fetched from inside our network', async () => {
    files = { json: file('resume.pdf', { file_url: 'https://10.0.0.7/cv.pdf' }) };
    expect(await fetched()).to.equal(null);
  });

  it('is none when JazzHR knows of no files', async () => {
    for (const none of [{ json: [] }, { json: null }, { status: 404, json: { error: 'Not found' } }]) {
      files = none;
      expect(await fetched()).to.equal(null);
    }
  });

  it('is waited for when JazzHR or its files are out of order', async () => {
    files = { status: 429, json: {} };
    expect(await failureOf(fetched())).to.include({ recovery: 'wait' });
    files = { json: file('resume.pdf') };
    host['/cv.pdf'] = { status: 503, text: 'busy' };
    expect(await failureOf(fetched())).to.include({ recovery: 'retry' });
  });
});
