import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ActionTypes } from '../../src/index.js';
import { ACCOUNT } from './contract/account.js';
import { ANSWERS } from './contract/answers.js';
import { Bench } from './contract/bench.js';
import { absence, type Case } from './contract/case.js';
import { ITEMS } from './contract/items.js';
import { PAGING } from './contract/paging.js';
import type { ContractSubject } from './contract/subject.js';

export type { ContractSubject } from './contract/subject.js';

/** All cases, by what they are about. */
export const CHAPTERS: Readonly<Record<string, readonly Case[]>> = {
  pages: PAGING,
  answers: ANSWERS,
  items: ITEMS,
  'the account': ACCOUNT,
};

/**
 * Declares the tests that every connector passes against its double, over HTTP. What a provider doesn't
 * have is left out with its reason in the test's name.
 */
export function runConnectorContract<Types extends ActionTypes>(subject: ContractSubject<Types>): void {
  const { action, variant } = subject;
  describe(`the contract of connectors: ${action.connector.name}, ${action.name}${variant ? ` (${variant})` : ''}`, () => {
    let bench: Bench;

    it('is told about all that the action has', () => {
      expect(Boolean(subject.detail), 'the route of details').to.equal(action.origin.detail !== undefined);
      expect(Object.keys(subject.blanks).length, 'items without anything').to.be.above(0);
    });

    for (const [chapter, cases] of Object.entries(CHAPTERS)) {
      describe(chapter, () => {
        beforeEach(async () => {
          bench = await Bench.open(subject);
        });
        afterEach(() => bench.close());

        for (const each of cases) {
          const reason = absence(each, subject as never);
          if (reason === undefined) it(each.name, () => each.run(bench));
          else it(`${each.name} (not here: ${reason})`);
        }
      });
    }
  });
}
