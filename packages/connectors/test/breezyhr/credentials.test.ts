import { SANDBOX_BREEZYHR_TOKEN } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BreezyhrCredentials,
  breezyhrCandidates,
  BreezyhrCandidatesParameters,
  breezyhrPositions,
  BreezyhrPositionsParameters,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { Accounts, open, readAll } from './account.js';

const POSITIONS = BreezyhrPositionsParameters.parse({});
const ALL = BreezyhrCandidatesParameters.parse({});
const ACME_ID = 'abc123def456';

describe("Breezy HR's credentials", () => {
  const accounts = new Accounts();
  const GOOD = { email: 'a@example.com', password: 'pw' };
  const issue = (credentials: object) => BreezyhrCredentials.safeParse(credentials).error?.issues[0];

  it('are e-mail, password and the id or the name of a company', () => {
    const parsed = BreezyhrCredentials.parse({ ...GOOD, company_name: 'Acme' });
    expect(parsed).to.deep.equal({ ...GOOD, company_id: null, company_name: 'Acme' });
    expect(issue({ ...GOOD, company_id: ACME_ID })).to.equal(undefined);
  });

  it('say that one of the two is missing', () => {
    expect(issue(GOOD)).to.deep.include({ path: ['company_name'] });
    expect(issue(GOOD)?.message).to.include('required where company_id is not given');
    expect(issue({ ...GOOD, company_id: null, company_name: null })?.path).to.deep.equal(['company_name']);
  });

  it('take no id that would lead a path elsewhere', () => {
    for (const company_id of ['..', 'a/b', 'a?b', '']) {
      expect(issue({ ...GOOD, company_id })?.path, company_id).to.deep.equal(['company_id']);
    }
  });

  it('are exchanged for a token once, which is sent as it is', async () => {
    const { sandbox, client } = await accounts.start();
    await readAll(breezyhrCandidates, client, ALL);
    expect(sandbox.breezyhr.signIns).to.equal(1);
    expect(sandbox.records.count({ api: 'breezyhr', outcome: 401 })).to.equal(0);
    expect(sandbox.records.count({ api: 'breezyhr', path: 'signout' })).to.equal(0);
  });

  it('with a personal access token for a password need no sign-in', async () => {
    const { sandbox, client } = await accounts.start({}, { password: SANDBOX_BREEZYHR_TOKEN });
    const { items } = await readAll(breezyhrPositions, client, POSITIONS);
    expect(items).to.have.length(4);
    expect(sandbox.breezyhr.signIns).to.equal(0);
  });

  for (const tokenRefusal of [400, 401] as const) {
    it(`get one new token when somebody ended the old one (answered by ${tokenRefusal})`, async () => {
      const { sandbox, client } = await accounts.start();
      sandbox.breezyhr.behave({ tokenRefusal });
      await breezyhrPositions.pull(client, POSITIONS, null);
      sandbox.breezyhr.endSession();
      expect((await breezyhrPositions.pull(client, POSITIONS, null)).items).to.have.length(4);
      expect(sandbox.breezyhr.signIns).to.equal(2);
    });

    it(`are named when a personal access token is refused by ${tokenRefusal}`, async () => {
      const { sandbox } = await accounts.start();
      sandbox.breezyhr.behave({ tokenRefusal });
      const client = open(sandbox, { password: 'breezy_pat_of_nobody' });
      expect(await failureOf(breezyhrPositions.check(client, POSITIONS))).to.include({
        code: 'unauthorized',
        path: 'connectorAuth.password',
        message: `Breezy HR refused the token (${tokenRefusal}). Check connectorAuth.password.`,
      });
    });
  }

  it('are named when the password is wrong', async () => {
    const { sandbox } = await accounts.start();
    const error = await failureOf(
      breezyhrPositions.check(open(sandbox, { password: 'wrong-one' }), POSITIONS),
    );
    expect(error).to.include({ code: 'unauthorized', recovery: 'configure', path: 'connectorAuth.password' });
    expect(error.message).to.include('connectorAuth.email and connectorAuth.password');
  });

  it('wait where signing in is limited', async () => {
    const { client } = await accounts.start({
      faults: [{ api: 'breezyhr', path: 'signin', fault: { kind: 'rate-limit', retryAfter: '9' } }],
    });
    expect(await failureOf(breezyhrPositions.check(client, POSITIONS))).to.include({
      recovery: 'wait',
      retryAfterMs: 9_000,
    });
  });

  it('never take a sign-in without a token for one', async () => {
    const { client } = await accounts.start({
      faults: [{ api: 'breezyhr', path: 'signin', fault: { kind: 'status', status: 200, body: {} } }],
    });
    expect(await failureOf(breezyhrPositions.check(client, POSITIONS))).to.include({
      code: 'unexpected_answer',
      recovery: 'retry',
    });
  });
});

describe("Breezy HR's company", () => {
  const accounts = new Accounts();
  const lookups = { api: 'breezyhr', path: 'companies' } as const;

  it('is found by its name once in the life of a client', async () => {
    const { sandbox, client } = await accounts.start();
    await Promise.all([1, 2, 3].map(() => breezyhrPositions.pull(client, POSITIONS, null)));
    const { items } = await readAll(breezyhrCandidates, client, ALL);
    await breezyhrCandidates.detail!(client, ALL, items[0]!);
    expect(sandbox.records.count(lookups)).to.equal(1);
    await breezyhrPositions.pull(open(sandbox), POSITIONS, null);
    expect(sandbox.records.count(lookups)).to.equal(2);
  });

  it('is found whatever job the client is limited for', async () => {
    const { sandbox, client } = await accounts.start();
    for (const _ of [1, 2, 3]) {
      const limited = client.limitedBy({ acquire: () => undefined });
      await breezyhrPositions.pull(limited, POSITIONS, null);
    }
    expect(sandbox.records.count(lookups)).to.equal(1);
  });

  it('is looked for again after a failure', async () => {
    const { client } = await accounts.start({
      faults: [{ ...lookups, times: 1, fault: { kind: 'status', status: 500 } }],
    });
    expect(await failureOf(breezyhrPositions.pull(client, POSITIONS, null))).to.include({
      recovery: 'retry',
    });
    expect((await breezyhrPositions.pull(client, POSITIONS, null)).items).to.have.length(4);
  });

  it('is not looked for when its id is given', async () => {
    const { sandbox, client } = await accounts.start({}, { company_id: ACME_ID, company_name: null });
    expect((await breezyhrPositions.pull(client, POSITIONS, null)).items).to.have.length(4);
    expect(sandbox.records.count(lookups)).to.equal(0);
  });

  it('may be written in other letters', async () => {
    const { client } = await accounts.start({}, { company_name: '  acme CORP ' });
    expect((await breezyhrPositions.pull(client, POSITIONS, null)).items).to.have.length(4);
  });

  it('that nobody knows is refused, with the choices', async () => {
    const { client } = await accounts.start({}, { company_name: 'Acne' });
    const error = await failureOf(breezyhrPositions.check(client, POSITIONS));
    expect(error).to.include({ code: 'company_not_found', path: 'connectorAuth.company_name' });
    expect(error.message).to.include('Acme Corp (abc123def456)').and.to.include('Twin Ltd (abc123def457)');
  });

  it('of a name that two have is refused, with their ids', async () => {
    const { client } = await accounts.start({}, { company_name: 'Twin Ltd' });
    const error = await failureOf(breezyhrPositions.check(client, POSITIONS));
    expect(error).to.include({ code: 'company_ambiguous', path: 'connectorAuth.company_name' });
    expect(error.message)
      .to.include('connectorAuth.company_id')
      .and.to.include('abc123def457')
      .and.to.include('abc123def458')
      .and.not.to.include('Acme');
  });

  it('of an id the user does not have is refused before a run', async () => {
    const { client } = await accounts.start({}, { company_id: 'ffffffffffff' });
    expect(await failureOf(breezyhrPositions.check(client, POSITIONS))).to.include({
      code: 'company_not_found',
      path: 'connectorAuth.company_id',
    });
  });

  it('that the user may not enter is named', async () => {
    const { client } = await accounts.start({}, { company_id: 'ffffffffffff' });
    expect(await failureOf(breezyhrPositions.pull(client, POSITIONS, null))).to.include({
      code: 'forbidden',
      recovery: 'configure',
      path: 'connectorAuth.company_id',
    });
  });
});
