import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  hrflowApi,
  HrflowProfile,
  HrflowUpdateProfilesParameters,
  openClient,
  updateProfiles,
  type Host,
} from '../../src/index.js';
import { storedProfile } from '../fixtures/hrflow/profile.js';
import { failureOf } from '../support/errors.js';
import { HrflowDouble } from '../support/hrflow.js';
import { cleanUp, serve, type Reply, type TestServer } from '../support/server.js';

const credentials = { api_secret: 'ask_0123456789abcdef', api_user: 'ada@example.com' };
const parameters = { source_key: 'src', only_edit_fields: null };

describe('updating profiles in HrFlow', () => {
  let hrflow: HrflowDouble;
  let server: TestServer;
  cleanUp(closeConnections);
  beforeEach(async () => {
    hrflow = new HrflowDouble(storedProfile());
    server = await serve(hrflow.answer);
  });

  const open = (host: Host = {}) =>
    openClient(hrflowApi, credentials, {
      baseUrls: { HRFLOW_API_URL: server.url },
      sleep: async () => {},
      ...host,
    });
  const push = (item: HrflowProfile, only: string[] | null = null) =>
    updateProfiles.push(open(), { source_key: 'src', only_edit_fields: only }, item);

  it('writes the whole stored profile with what the item changes', async () => {
    expect(await push({ reference: 'cand-42', info: { email: 'new@example.com' } })).to.equal('written');
    const stored = storedProfile();
    expect(hrflow.puts).to.deep.equal([
      { ...stored, source_key: 'src', info: { ...stored.info, email: 'new@example.com' } },
    ]);
  });

  it('sends both credentials and asks by reference', async () => {
    await push({ reference: 'cand-42' });
    expect(server.received[0]?.headers).to.include({
      'x-api-key': credentials.api_secret,
      'x-user-email': credentials.api_user,
    });
    expect(server.received[0]?.query.toString()).to.equal('source_key=src&reference=cand-42');
  });

  it('writes a profile that would not change as it is, so that a repeated push counts as the first did', async () => {
    expect(await push({ reference: 'cand-42', info: { email: 'ada@example.com', phone: null } })).to.equal(
      'written',
    );
    expect(hrflow.puts).to.have.length(1);
  });

  it('writes the same profile the second time an item is pushed', async () => {
    const item = {
      reference: 'cand-42',
      info: { phone: '+1', location: { text: 'Paris', lat: null, lng: null } },
      tags: [{ name: 'greenhouse_tag', value: 'Python' }],
      experiences: [{ title: 'Engineer', company: 'Acme', date_start: '2020-01-01T00:00:00' }],
    };
    expect([await push(item), await push(item)]).to.deep.equal(['written', 'written']);
    expect(undated(hrflow.puts[1])).to.deep.equal(undated(hrflow.puts[0]));
  });

  it('takes only the fields it is told to', async () => {
    await push({ reference: 'cand-42', text: 'new', tags: [{ name: 'a', value: '1' }] }, [
      'tags',
      'metadatas',
    ]);
    expect(hrflow.puts[0]).to.include({ text: storedProfile().text });
    expect(hrflow.puts[0]?.['tags']).to.deep.include({ name: 'a', value: '1' });
    expect(hrflow.puts[0]?.['metadatas']).to.deep.equal([]);
  });

  it('never changes the item', async () => {
    const item = Object.freeze({ reference: 'cand-42', tags: Object.freeze([{ name: 'a', value: '1' }]) });
    await push(item as never);
    expect(Object.keys(item)).to.deep.equal(['reference', 'tags']);
  });

  it('puts right what HrFlow gives back but does not take', async () => {
    const { location } = storedProfile().info;
    hrflow.profile = {
      ...storedProfile(),
      text: null,
      info: { ...storedProfile().info, location: { ...location, fields: [] } },
      experiences: [{ title: 'CEO', location: [] }],
    };
    await push({ reference: 'cand-42', tags: [{ name: 'a', value: '1' }] });
    expect(hrflow.puts[0]).to.deep.include({
      text: '',
      info: { ...storedProfile().info, location: { ...location, fields: null } },
      experiences: [{ title: 'CEO', location: null }],
    });
  });

  it('rejects an item that HrFlow has no profile for', async () => {
    const error = await failureOf(push({ reference: 'nobody' }));
    expect(error).to.include({ code: 'profile_not_found', recovery: 'reject' });
  });

  it('rejects an item without a reference before anything is asked', async () => {
    for (const reference of [undefined, null, '']) {
      expect(await failureOf(push({ reference }))).to.include({
        code: 'reference_missing',
        recovery: 'reject',
      });
    }
    expect(server.received).to.have.length(0);
  });

  it('does not write over a profile that it could not read', async () => {
    server.answer = () => ({ json: { code: 200, message: 'Profile details', data: [] } });
    const error = await failureOf(push({ reference: 'cand-42', info: { email: 'x' } }));
    expect(error).to.include({ code: 'unexpected_answer', recovery: 'retry' });
    expect(server.received).to.have.length(1);
  });

  it('judges a write by the code of its answer, whatever profile it gives back', async () => {
    const answering = (put: Reply) => {
      server.answer = (request) => (request.method === 'PUT' ? put : hrflow.answer(request));
      return push({ reference: 'cand-42' });
    };
    expect(await answering({ text: '{"code":200,"message":"Profile edited","data":{' })).to.equal('written');
    expect(await answering({ json: { message: 'Profile edited', code: 200 } })).to.equal('written');
    const busy = await failureOf(answering({ json: { code: 503, message: 'busy' } }));
    expect(busy).to.include({ code: 'server_error', recovery: 'retry' });
    const refused = await failureOf(answering({ json: { message: 'Invalid parameters', code: 400 } }));
    expect(refused).to.include({ recovery: 'reject' });
    const page = await failureOf(answering({ text: '<html></html>' }));
    expect(page).to.include({ code: 'invalid_answer', recovery: 'retry' });
  });

  it('may repeat a write whose answer was lost', async () => {
    const item = { reference: 'cand-42', info: { email: 'new@example.com' } };
    server.answer = (request) => {
      const reply = hrflow.answer(request);
      return request.method === 'PUT' ? (response) => void response.destroy() : reply;
    };
    expect(await failureOf(push(item))).to.include({ code: 'connection_reset', recovery: 'retry' });
    server.answer = hrflow.answer;
    expect(await push(item)).to.equal('written');
    expect(hrflow.puts).to.have.length(2);
    expect(undated(hrflow.puts[1])).to.deep.equal(undated(hrflow.puts[0]));
  });
});

describe("the update's parameters and items", () => {
  it('need a source, and edit everything by default', () => {
    expect(HrflowUpdateProfilesParameters.parse({ source_key: 'src' })).to.deep.equal(parameters);
    expect(HrflowUpdateProfilesParameters.safeParse({}).success).to.equal(false);
    expect(HrflowUpdateProfilesParameters.safeParse({ source_key: 'src', sourceKey: 'x' }).success).to.equal(
      false,
    );
  });

  it('refuse to edit what HrFlow makes itself, and to edit nothing', () => {
    const issue = (fields: unknown) =>
      HrflowUpdateProfilesParameters.safeParse({ source_key: 'src', only_edit_fields: fields }).error
        ?.issues[0];
    expect(issue(['tags', 'attachments'])).to.deep.include({
      path: ['only_edit_fields', 1],
      message: '"attachments" is made by HrFlow and can not be edited',
    });
    expect(issue([])?.message).to.include('an empty list edits nothing');
    expect(issue(['tags', 'metadatas'])).to.equal(undefined);
  });

  it('name the field of an item that does not fit', () => {
    const issue = (item: unknown) => HrflowProfile.safeParse(item).error?.issues[0];
    expect(issue({ reference: 53883394 })).to.deep.include({
      path: ['reference'],
      message: 'expected a text: references are strings, such as "53883394"',
    });
    expect(issue({ info: { urls: 'https://x' } })?.path).to.deep.equal(['info', 'urls']);
    expect(issue({ experiences: [{ title: 7 }] })?.path).to.deep.equal(['experiences', 0, 'title']);
  });

  it('let attributes through that they do not know', () => {
    const item = { reference: '1', culture: 'x', info: { nickname: 'y' } };
    expect(HrflowProfile.parse(item)).to.deep.equal(item);
  });
});

/** A profile without the date HrFlow gives it at each write. */
function undated(profile: object | undefined): object {
  return { ...profile, updated_at: undefined };
}
