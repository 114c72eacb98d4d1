import { expect } from 'chai';
import { describe, it } from 'mocha';
import { apiFor, greenhouseApi, GreenhouseCredentials, greenhouseV3Api } from '../../src/index.js';

/** Each field that is wrong, with what is said about it. */
function problems(credentials: object): Record<string, string> {
  const { error } = GreenhouseCredentials.safeParse(credentials);
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));
}

describe("Greenhouse's credentials", () => {
  it('are a key of Harvest v1, or id and secret of v3', () => {
    expect(problems({ auth: 'key' })).to.deep.equal({});
    expect(problems({ client_id: 'id', client_secret: 'secret' })).to.deep.equal({});
    expect(problems({ client_id: 'id', client_secret: 'secret', user_id: '4080' })).to.deep.equal({});
  });

  it('say what to give where there is nothing', () => {
    const { client_id } = problems({});
    expect(client_id).to.include('client_id and client_secret').and.include('auth');
  });

  it('say which half of v3 is missing, even beside a key', () => {
    expect(problems({ client_id: 'id' })['client_secret']).to.include('required besides client_id');
    expect(problems({ client_secret: 's', auth: 'key' })['client_id']).to.include(
      'required besides client_secret',
    );
  });

  it('have no user in v1, and a number for one in v3', () => {
    expect(problems({ auth: 'key', user_id: '4080' })['user_id']).to.include('client_id and client_secret');
    expect(problems({ client_id: 'id', client_secret: 's', user_id: 'ada' })['user_id']).to.include('4080');
  });

  it('choose the version: v3 where they are for it, though there is a key as well', () => {
    expect(apiFor(greenhouseApi, { auth: 'key' })).to.equal(greenhouseApi);
    const both = { auth: 'key', client_id: 'id', client_secret: 'secret' };
    expect(apiFor(greenhouseApi, both)).to.equal(greenhouseV3Api);
  });
});
