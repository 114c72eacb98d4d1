import { inspect } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { hrflowApi, KnownSecrets, openClient, Secret } from '@hrflow-sync/connectors';

const VALUE = 'ask_0123456789abcdef0123456789abcdef';

describe('a secret', () => {
  it('is [secret] in a template, as JSON, in inspect and in an error, alone and inside of something', () => {
    const secret = new Secret({ api_secret: VALUE });
    // How it comes out where nobody thinks about it.
    const text: unknown = secret;
    expect(`${String(text)} ${text as string}`).to.equal('[secret] [secret]');
    expect(JSON.stringify({ secret, list: [secret] })).to.equal('{"secret":"[secret]","list":["[secret]"]}');
    expect(inspect({ secret }, { depth: 9, showHidden: true })).to.equal('{ secret: [secret] }');
    expect(new Error(`refused ${text as string}`).message).to.equal('refused [secret]');
    expect(Object.keys(secret)).to.deep.equal([]);
    expect(Object.assign({}, secret)).to.deep.equal({});
  });

  it('gives its value to whoever asks for it, and so does what was no secret', () => {
    expect(new Secret(VALUE).reveal()).to.equal(VALUE);
    expect(Secret.reveal(new Secret(VALUE))).to.equal(VALUE);
    expect(Secret.reveal(VALUE)).to.equal(VALUE);
  });

  it('is nowhere to be seen in a client that was opened with it', () => {
    const client = openClient(hrflowApi, new Secret({ api_secret: VALUE, api_user: 'ada@example.com' }));
    for (const seen of [inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client)]) {
      expect(seen).not.to.contain(VALUE).and.not.to.contain('ada@example.com');
    }
  });
});

describe('known secrets', () => {
  const known = (...values: unknown[]): KnownSecrets => {
    const secrets = new KnownSecrets();
    secrets.add(values);
    return secrets;
  };

  it('are taken out of a text as they are, and as URLs, JSON and Basic authentication write them', () => {
    const password = 'pa"ss w/ö+rd';
    const secrets = known(password);
    const forms = [
      password,
      encodeURIComponent(password),
      new URLSearchParams({ apikey: password }).toString(),
      JSON.stringify({ password }),
      `Basic ${Buffer.from(`${password}:`).toString('base64')}`,
    ];
    expect(forms.map((form) => secrets.removeFrom(form))).to.deep.equal([
      '[secret]',
      '[secret]',
      'apikey=[secret]',
      '{"password":"[secret]"}',
      'Basic [secret]',
    ]);
  });

  it('are taken out whole when one begins like another', () => {
    expect(known('secret-1', 'secret-12').removeFrom('secret-12 secret-1')).to.equal('[secret] [secret]');
  });

  it('are no patterns', () => {
    expect(known('a.c(d)*[$').removeFrom('abcd a.c(d)*[$ x')).to.equal('abcd [secret] x');
  });

  it('are not looked for when they are too short, or no text', () => {
    const text = 'greenhouse 12345 null';
    expect(known('green', 12_345, null, undefined, '').removeFrom(text)).to.equal(text);
  });

  it('are taken out of an error, its stack, its own fields and every error behind it', () => {
    const cause = new AggregateError([new Error(`first ${VALUE}`)], `all ${VALUE}`);
    const error = Object.assign(new Error(`it ${VALUE}`, { cause }), { detail: `GET /?key=${VALUE}` });
    // A circle must not hang it.
    cause.cause = error;
    expect(inspect(error)).to.contain(VALUE);
    expect(known(VALUE).removeFromError(error)).to.equal(error);
    expect(inspect(error, { depth: 9 })).not.to.contain(VALUE);
    expect(error.message).to.equal('it [secret]');
    expect(error.detail).to.equal('GET /?key=[secret]');
  });

  it('leave what is no error, or a frozen one, as it is', () => {
    expect(known(VALUE).removeFromError('a text')).to.equal('a text');
    expect(() => known(VALUE).removeFromError(Object.freeze(new Error(VALUE)))).not.to.throw();
  });

  it('keep the latest tokens, not all of a process that runs for years', () => {
    const secrets = new KnownSecrets();
    const tokens = Array.from({ length: 600 }, (_, index) => `token-number-${index}-`);
    for (const token of tokens) secrets.addToken(token);
    expect(secrets.removeFrom(tokens.at(-1) ?? '')).to.equal('[secret]');
    expect(secrets.removeFrom(tokens[0] ?? '')).to.equal(tokens[0]);
  });
});
