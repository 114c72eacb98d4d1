import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  hrflowApi,
  openClient,
  updateProfiles,
  type HrflowResume,
} from '../../src/index.js';
import { storedProfile } from '../fixtures/hrflow/profile.js';
import { failureOf } from '../support/errors.js';
import { HrflowDouble } from '../support/hrflow.js';
import { cleanUp, serve, type Reply, type TestServer } from '../support/server.js';

const PDF = '%PDF-1.4 Ada';
const NEWER = '2024-01-01T00:00:00.000Z';
const credentials = { api_secret: 'ask_0123456789abcdef', api_user: 'ada@example.com' };

describe("an item's résumé", () => {
  let hrflow: HrflowDouble;
  let server: TestServer;
  let files: TestServer;
  let slept: number[];
  cleanUp(closeConnections);
  beforeEach(async () => {
    hrflow = new HrflowDouble(storedProfile());
    server = await serve(hrflow.answer);
    files = await serve(() => ({ headers: { 'content-type': 'application/pdf' }, text: PDF }));
    slept = [];
  });

  function push(resume: HrflowResume, { only = null as string[] | null, onSleep = () => {} } = {}) {
    const client = openClient(hrflowApi, credentials, {
      baseUrls: { HRFLOW_API_URL: server.url },
      sleep: async (ms) => {
        slept.push(ms);
        onSleep();
      },
    });
    const item = { reference: 'cand-42', info: { phone: '+1' }, resume };
    return updateProfiles.push(client, { source_key: 'src', only_edit_fields: only }, item);
  }
  const file = (more: Partial<HrflowResume> = {}): HrflowResume => ({
    url: `${files.url}/cv.pdf?X-Amz-Signature=abc`,
    file_name: 'Ada Martin.pdf',
    created_at: NEWER,
    ...more,
  });

  /** What HrFlow makes of the file: it replaces experiences and skills and forgets a tag. */
  function parsed() {
    const date = '2026-02-02T00:00:00+0000';
    return {
      ...storedProfile(),
      updated_at: date,
      text: 'parsed text',
      experiences: [{ title: 'CTO', company: 'NewCo', date_start: '2023-07-01T00:00:00' }],
      skills: [{ name: 'typescript', type: 'hard', value: null }],
      tags: [],
      attachments: [{ type: 'original', file_size: PDF.length, updated_at: date, created_at: date }],
    };
  }
  const synchronous = (): Reply => {
    hrflow.profile = parsed();
    return {
      status: 201,
      json: { code: 201, message: 'Profile parsed', data: { profile: parsed(), parsing: {} } },
    };
  };

  it('is parsed, and the item merged into what came of it', async () => {
    hrflow.parse = synchronous;
    expect(await push(file())).to.equal('written');
    expect(hrflow.forms[0]).to.match(/name="source_key"\r\n\r\nsrc/);
    expect(hrflow.forms[0]).to.match(/name="reference"\r\n\r\ncand-42/);
    expect(hrflow.forms[0]).to.match(/name="sync_parsing"\r\n\r\n1/);
    expect(hrflow.forms[0]).to.match(
      /filename="Ada Martin.pdf"\r\nContent-Type: application\/pdf\r\n\r\n%PDF-1.4 Ada/,
    );
    expect(hrflow.puts).to.have.length(1);
    expect(hrflow.puts[0]).to.deep.include({ text: 'parsed text', attachments: parsed().attachments });
    expect(hrflow.puts[0]?.['info']).to.include({ phone: '+1', email: 'ada@example.com' });
    expect(hrflow.puts[0]).to.not.have.property('resume');
  });

  it('loses nothing that was known before it was parsed', async () => {
    hrflow.parse = synchronous;
    await push(file());
    const { skills, experiences, tags } = hrflow.puts[0] as ReturnType<typeof storedProfile>;
    expect(skills.map(({ name }) => name)).to.deep.equal(['critical thinking', 'typescript']);
    expect(experiences.map(({ company }) => company)).to.deep.equal(['SolarCo', 'NewCo']);
    expect(tags).to.deep.equal(storedProfile().tags);
  });

  it('is fetched without credentials', async () => {
    hrflow.parse = synchronous;
    await push(file());
    expect(files.received[0]?.headers).to.not.have.any.keys('x-api-key', 'x-user-email');
  });

  it('is parsed once: HrFlow has a file as new as this one', async () => {
    hrflow.parse = synchronous;
    await push(file());
    expect(await push(file())).to.equal('written');
    expect([hrflow.forms.length, files.received.length]).to.deep.equal([1, 1]);
  });

  it('is not even fetched when HrFlow has one from the same second', async () => {
    expect(await push(file({ created_at: '2023-06-20T15:25:07.591Z' }))).to.equal('written');
    expect([hrflow.forms.length, files.received.length]).to.deep.equal([0, 0]);
  });

  it('is not parsed again when HrFlow has a file of the same size', async () => {
    hrflow.profile['attachments'] = [{ type: 'original', file_size: PDF.length, updated_at: null }];
    await push(file({ created_at: null }));
    expect([hrflow.forms.length, files.received.length]).to.deep.equal([0, 1]);
  });

  it('is left alone when the fields to edit do not name it', async () => {
    await push(file(), { only: ['info'] });
    expect([hrflow.forms.length, hrflow.puts.length]).to.deep.equal([0, 1]);
  });

  it('is all that is taken when the fields to edit name only it', async () => {
    hrflow.parse = synchronous;
    await push(file(), { only: ['resume'] });
    expect(hrflow.puts[0]).to.include({ text: 'parsed text' });
    expect(hrflow.puts[0]?.['info']).to.include({ phone: '+33600000000' });
  });

  it('may come in base64 instead of a link', async () => {
    hrflow.parse = synchronous;
    await push({
      raw: Buffer.from(PDF).toString('base64'),
      content_type: 'application/pdf',
      file_name: 'cv.pdf',
    });
    expect(hrflow.forms[0]).to.include(PDF);
  });

  it('that unpacks to a thousand times its size is passed on packed, and never unpacked', async () => {
    hrflow.parse = synchronous;
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    await push({ raw: bomb.toString('base64'), content_type: 'application/zip', file_name: 'cv.docx' });
    expect(hrflow.forms[0]?.length).to.be.below(2 * bomb.length);
  });

  it('that is larger than any résumé is not sent on; the rest of the profile is', async () => {
    const raw = 'A'.repeat(34 * 1024 * 1024);
    expect(await failureOf(push({ raw, content_type: 'application/pdf', file_name: 'cv.pdf' }))).to.include({
      code: 'resume_unavailable',
      recovery: 'reject',
    });
    expect([hrflow.forms.length, hrflow.puts.length]).to.deep.equal([0, 1]);
  });

  it('is waited for when HrFlow queues it', async () => {
    let looks = 0;
    const onSleep = () => {
      if (++looks === 3) hrflow.profile = parsed();
    };
    expect(await push(file(), { onSleep })).to.equal('written');
    expect(slept).to.deep.equal([500, 1_000, 2_000]);
    expect(hrflow.puts[0]).to.include({ text: 'parsed text' });
  });

  it('makes the item come back when parsing takes more than a minute', async () => {
    expect(await failureOf(push(file()))).to.include({ code: 'parsing_pending', recovery: 'retry' });
    expect(slept.reduce((sum, ms) => sum + ms)).to.be.within(58_000, 62_000);
    expect(hrflow.puts).to.have.length(0);
  });

  it('makes the item come back when it is not known whether HrFlow got it', async () => {
    hrflow.parse = () => (response) => void response.destroy();
    expect(await failureOf(push(file()))).to.include({ code: 'connection_reset', recovery: 'retry' });
    expect(hrflow.puts).to.have.length(0);
  });

  describe('when it can not be had', () => {
    const troubles: [string, () => void, string, string][] = [
      [
        'its link has expired',
        () => (files.answer = () => ({ status: 403, text: '<Error/>' })),
        'resume_unavailable',
        'reject',
      ],
      [
        'HrFlow does not read such files',
        () =>
          (hrflow.parse = () => ({
            status: 400,
            json: { code: 400, message: 'file: extension not supported' },
          })),
        'resume_unavailable',
        'reject',
      ],
      ['its host fails', () => (files.answer = () => ({ status: 500, text: '' })), 'server_error', 'retry'],
      [
        'the quota is used up',
        () =>
          (hrflow.parse = () => ({
            status: 402,
            json: { code: 402, message: 'Over plan quota on this endpoint' },
          })),
        'quota_exhausted',
        'configure',
      ],
    ];
    for (const [name, arrange, code, recovery] of troubles) {
      it(`because ${name}, the rest is written and the item still fails`, async () => {
        arrange();
        expect(await failureOf(push(file()))).to.include({ code, recovery });
        expect(hrflow.puts).to.have.length(1);
        expect(hrflow.puts[0]?.['info']).to.include({ phone: '+1' });
      });
    }

    it('says so to the operator', async () => {
      files.answer = () => ({ status: 403, text: '' });
      expect((await failureOf(push(file()))).message).to.match(
        /^The profile was updated, but its résumé was not parsed\. The file host refuses the file \(403\)\./,
      );
    });
  });
});
