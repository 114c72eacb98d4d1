import { expect } from 'chai';
import { ConfigurationError } from '../../../src/index.js';
import type { Bench } from './bench.js';
import type { Case } from './case.js';

const REFUSED = { kind: 'status', status: 401 } as const;

async function expectRefusal(bench: Bench, attempt: Promise<unknown>): Promise<void> {
  const error = await bench.failure(attempt);
  expect(error).to.be.instanceOf(ConfigurationError);
  expect(error.path, 'the field to look at').to.be.a('string');
  expect(error.path).to.match(/^(connectorAuth|hrflowAuth)\b/);
  expect(error.message).to.include(error.path!);
}

/** Credentials and tokens. */
export const ACCOUNT: readonly Case[] = [
  {
    name: 'passes its check with good credentials',
    async run(bench) {
      bench.hold(1);
      await bench.action.origin.check(bench.client, bench.parameters);
    },
  },
  {
    name: 'fails its check with bad credentials, and names the field',
    async run(bench) {
      bench.hold(1);
      await expectRefusal(bench, bench.action.origin.check(bench.stranger(), bench.parameters));
    },
  },
  {
    name: 'gets over a single 401 in the middle of a run only where there is a token to replace, and replaces it once',
    async run(bench) {
      const { cursor } = await bench.midway();
      if (bench.api.token) expect(bench.subject.token, 'the route of tokens').to.be.an('object');
      // Without pages nothing has been read yet, so no token has been asked for.
      await bench.pull(cursor);
      const before = bench.tokensIssued();
      bench.meet(bench.subject.list, REFUSED);
      if (!bench.api.token) return expectRefusal(bench, bench.pull(cursor));
      await bench.readAll(cursor);
      expect(bench.tokensIssued()).to.equal(before + 1);
    },
  },
  {
    name: 'gives up at a 401 that stays, after at most one new token',
    async run(bench) {
      const { cursor } = await bench.midway();
      await bench.pull(cursor);
      const before = bench.tokensIssued();
      bench.fault(bench.subject.list, { fault: REFUSED });
      await expectRefusal(bench, bench.pull(cursor));
      expect(bench.tokensIssued()).to.be.at.most(before + 1);
    },
  },
  {
    name: 'asks for one token at most to read everything',
    async run(bench) {
      bench.hold(bench.paging ? 2 * bench.paging.size : 1);
      await bench.readAll();
      expect(bench.tokensIssued()).to.equal(bench.api.token ? 1 : 0);
    },
  },
];
