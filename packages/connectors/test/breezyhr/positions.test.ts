import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BreezyHR,
  breezyhrEndedPositions,
  BreezyhrEndedPositionsParameters,
  breezyhrPositions,
  BreezyhrPositionsParameters,
  formatBreezyhrPosition,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { Accounts, idsOf, readAll } from './account.js';

const PUBLISHED = BreezyhrPositionsParameters.parse({});

describe("reading Breezy HR's positions", () => {
  const accounts = new Accounts();

  it('reads those in the state asked for, published ones by default', async () => {
    const { sandbox, client } = await accounts.start();
    for (const state of ['published', 'closed', 'archived', 'draft', 'pending'] as const) {
      const parameters = state === 'published' ? PUBLISHED : BreezyhrPositionsParameters.parse({ state });
      const { items } = await readAll(breezyhrPositions, client, parameters);
      expect(idsOf(items), state).to.have.members(idsOf(sandbox.breezyhr.positions(state)));
    }
  });

  it('hands over many in several pages, and goes on behind the last one whatever came in between', async () => {
    const { sandbox, client } = await accounts.start({ breezyhr: { layout: [] } });
    const before = idsOf(sandbox.breezyhr.setPositions('published', 450));
    const first = await breezyhrPositions.pull(client, PUBLISHED, null);
    expect(first.items).to.have.length(200);
    for (const _ of before.slice(0, 20)) sandbox.breezyhr.addPosition('published');
    const second = await breezyhrPositions.pull(client, PUBLISHED, first.next);
    const third = await breezyhrPositions.pull(client, PUBLISHED, second.next);
    expect(third.next).to.equal(null);
    const read = idsOf([...first.items, ...second.items, ...third.items]);
    expect(read).to.include.members(before);
    expect(new Set(read).size).to.equal(read.length);
  });

  for (const namesAs of ['objects', 'texts'] as const) {
    it(`makes of each what HrFlow accepts, with names as ${namesAs}`, async () => {
      const { sandbox, client } = await accounts.start();
      sandbox.breezyhr.behave({ namesAs });
      const { items } = await readAll(breezyhrPositions, client, PUBLISHED);
      const { target } = BreezyHR.create_jobs_in_hrflow;
      for (const item of items) {
        const job = formatBreezyhrPosition(item);
        expect(target.item.safeParse(job).error).to.equal(undefined);
        const { type } = sandbox.breezyhr.position(item._id)!;
        expect(job.tags).to.deep.include({ name: 'breezyhr_type', value: type.name });
      }
    });
  }

  for (const [what, body] of Object.entries({
    'an error envelope with 200': { error: { type: 'x', message: 'y' } },
    nothing: null,
    'a position without an id': [{ name: 'Nobody' }],
  })) {
    it(`takes ${what} for no list`, async () => {
      const { client } = await accounts.start({
        faults: [{ api: 'breezyhr', path: /positions/, fault: { kind: 'status', status: 200, body } }],
      });
      expect(await failureOf(breezyhrPositions.pull(client, PUBLISHED, null))).to.include({
        code: 'unexpected_answer',
        recovery: 'retry',
      });
    });
  }

  it('quotes what Breezy says is wrong', async () => {
    const body = { error: { type: 'invalidState', message: 'there is no such state' } };
    const { client } = await accounts.start({
      faults: [{ api: 'breezyhr', path: /positions/, fault: { kind: 'status', status: 400, body } }],
    });
    const error = await failureOf(breezyhrPositions.pull(client, PUBLISHED, null));
    expect(error.message).to.include('there is no such state');
  });
});

describe('the positions whose jobs are archived', () => {
  const accounts = new Accounts();
  const parse = (parameters: object) => BreezyhrEndedPositionsParameters.parse(parameters);

  it('are archived ones by default, or closed ones', async () => {
    const { sandbox, client } = await accounts.start();
    for (const [parameters, state] of [
      [{}, 'archived'],
      [{ state: 'closed' }, 'closed'],
    ] as const) {
      const { items } = await readAll(breezyhrEndedPositions, client, parse(parameters));
      expect(idsOf(items)).to.deep.equal(idsOf(sandbox.breezyhr.positions(state)));
    }
  });

  for (const state of ['published', 'draft', 'pending', 'gone']) {
    it(`are never ${state} ones`, () => {
      const { error } = BreezyhrEndedPositionsParameters.safeParse({ state });
      expect(error?.issues[0]?.path).to.deep.equal(['state']);
      expect(error?.issues[0]?.message).to.include(`got "${state}"`).and.to.include('not archived');
    });
  }

  it('are no live ones even if Breezy lists those', async () => {
    const { sandbox, client } = await accounts.start();
    sandbox.breezyhr.behave({ ignoresState: true });
    const { items } = await readAll(breezyhrEndedPositions, client, parse({}));
    expect(idsOf(items)).to.deep.equal(idsOf(sandbox.breezyhr.positions('archived')));
  });

  it('are none that do not say themselves that they have ended', async () => {
    const { client } = await accounts.start({
      faults: [
        { api: 'breezyhr', path: /positions/, fault: { kind: 'status', status: 200, body: [{ _id: 'p' }] } },
      ],
    });
    expect(await failureOf(breezyhrEndedPositions.pull(client, parse({}), null))).to.include({
      code: 'unexpected_answer',
    });
  });
});
