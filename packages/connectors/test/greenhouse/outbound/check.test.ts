import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  createCandidates,
  GreenhouseArchiveProfilesParameters,
  GreenhouseCandidateItem,
  GreenhouseCreateProfilesParameters,
  GreenhouseUpdateProfilesParameters,
} from '../../../src/index.js';
import { failureOf } from '../../support/errors.js';
import { ada, closesStage, setStage, USER, type Stage } from './support.js';

for (const version of ['v1', 'v3'] as const) {
  describe(`checking Greenhouse as a target, over Harvest ${version}`, () => {
    let stage: Stage;
    closesStage();
    beforeEach(async () => {
      stage = await setStage(version);
    });
    const check = (parameters: object, client = stage.client()) =>
      createCandidates.check(
        client,
        GreenhouseCreateProfilesParameters.parse({ on_behalf_of: USER, ...parameters }),
      );

    it('passes with a user and a job that are there, and writes nothing', async () => {
      await check({ job_id: '149995' });
      expect(stage.writes()).to.deep.equal([]);
    });

    it('names the parameter whose job nobody knows', async () => {
      const failure = await failureOf(check({ job_id: '7' }));
      expect(failure).to.include({
        code: 'job_unknown',
        recovery: 'configure',
        path: 'pushParameters.job_id',
        message: 'Greenhouse has no job with the id 7. Check pushParameters.job_id.',
      });
    });

    it('says that the credentials are refused, and which', async () => {
      const wrong =
        version === 'v1' ? { auth: 'other-key' } : { client_id: 'a', client_secret: 'b', user_id: USER };
      expect(await failureOf(check({}, stage.client(wrong)))).to.include({
        code: 'unauthorized',
        recovery: 'configure',
      });
    });
  });
}

describe('checking Greenhouse as a target', () => {
  closesStage();
  const parameters = GreenhouseCreateProfilesParameters.parse({ on_behalf_of: '4' });

  it('names the parameter whose user nobody knows', async () => {
    const stage = await setStage('v1');
    expect(await failureOf(createCandidates.check(stage.client(), parameters))).to.include({
      code: 'user_unknown',
      recovery: 'configure',
      path: 'pushParameters.on_behalf_of',
      message: 'Greenhouse has no user with the id 4. Check pushParameters.on_behalf_of.',
    });
  });

  it('never acts for another user than the one asked for: v3 knows whom from the token alone', async () => {
    const stage = await setStage('v3');
    const { environment: env } = stage.sandbox;
    const secrets = { client_id: env.GREENHOUSE_CLIENT_ID, client_secret: env.GREENHOUSE_CLIENT_SECRET };
    for (const [credentials, now] of [
      [{ ...secrets, user_id: USER }, `is ${USER}`],
      [secrets, 'is not set'],
    ] as const) {
      const failure = await failureOf(createCandidates.check(stage.client(credentials), parameters));
      expect(failure).to.include({
        code: 'acting_user_differs',
        recovery: 'configure',
        path: 'pushParameters.on_behalf_of',
      });
      expect(failure.message).to.include(`connectorAuth.user_id, which ${now}`);
    }
  });

  it('does without looking users and jobs up where the credentials may not', async () => {
    const stage = await setStage('v3');
    stage.sandbox.greenhouse.limitScopes('harvest:candidates:list', 'harvest:candidates:create');
    const more = GreenhouseCreateProfilesParameters.parse({ on_behalf_of: USER, job_id: '7' });
    await createCandidates.check(stage.client(), more);
  });

  it('names the scope that a write lacks', async () => {
    const stage = await setStage('v3');
    stage.sandbox.greenhouse.limitScopes('harvest:candidates:list', 'harvest:candidates:update');
    const failure = await failureOf(stage.create(ada()));
    expect(failure).to.include({ code: 'forbidden', recovery: 'configure', path: 'connectorAuth.client_id' });
    expect(failure.message).to.include('harvest:candidates:create').and.include('connectorAuth.user_id');
  });
});

describe("the parameters of Greenhouse's outbound actions", () => {
  it('need the acting user, as in hrflow-connectors, and nothing else', () => {
    for (const schema of [
      GreenhouseCreateProfilesParameters,
      GreenhouseUpdateProfilesParameters,
      GreenhouseArchiveProfilesParameters,
    ]) {
      expect(schema.safeParse({ on_behalf_of: USER }).success).to.equal(true);
      expect(schema.safeParse({}).error?.issues[0]?.path).to.deep.equal(['on_behalf_of']);
      expect(schema.shape.on_behalf_of.description).to.equal(
        'ID of the user issuing this request. Required for auditing purposes.',
      );
      for (const [name, field] of Object.entries(schema.shape)) {
        expect(field.description, name).to.be.a('string').and.not.equal('');
      }
    }
  });

  for (const [field, value, message] of [
    ['on_behalf_of', 'me@example.com', 'expected the id of a Greenhouse user in digits, such as 92120'],
    ['job_id', 'abc', 'expected the id of a job in digits, such as 4080'],
    ['unknown_educations', 'ignore', 'Invalid option: expected one of "reject"|"leave_out"'],
  ] as const) {
    it(`name the field and the fix when given "${value}" for ${field}`, () => {
      const { error } = GreenhouseCreateProfilesParameters.safeParse({ on_behalf_of: USER, [field]: value });
      expect(error?.issues[0]).to.deep.include({ path: [field], message });
    });
  }
});

describe('an item for Greenhouse', () => {
  for (const [item, path, message] of [
    [{ candidate_id: 'x1' }, ['candidate_id'], "expected a candidate's id in digits, such as 53883394"],
    [{ email_addresses: [{ value: ' ', type: 'work' }] }, ['email_addresses', 0, 'value'], 'expected a text'],
    [{ phone_numbers: [{ value: '1', type: 'fax' }] }, ['phone_numbers', 0, 'type'], 'expected one of'],
    [
      { employments: [{ company_name: 'A', title: 'B', start_date: 'May 2020' }] },
      ['employments', 0, 'start_date'],
      'expected a date such as 2026-01-31, got "May 2020"',
    ],
    [{ resumé: {} }, [], 'Unrecognized key'],
  ] as const) {
    it(`is refused with the place and the reason: ${JSON.stringify(item)}`, () => {
      const issue = GreenhouseCandidateItem.safeParse(item).error?.issues[0];
      expect(issue?.path).to.deep.equal(path);
      expect(issue?.message).to.include(message);
    });
  }
});
