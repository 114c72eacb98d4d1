import { expect } from 'chai';
import { createRandom } from '../chaos/random.js';
import { play, type Outcome } from '../chaos/scenario.js';
import { SCENARIOS } from '../chaos/scenarios/index.js';
import { table } from '../chaos/table.js';
import { mapConcurrently } from '../chaos/wait.js';
import { leakedSince, openResources } from './support/leak-guard.js';

/** The same choices each time; `pnpm chaos` makes others. */
const SEED = 1;
/** Most scenarios wait more than they work. */
const AT_ONCE = 4;
const DEADLINE_MS = 240_000;

describe('chaos, in short', () => {
  const quick = SCENARIOS.filter(({ fullOnly = false }) => !fullOnly);
  let outcomes: Map<string, Outcome>;
  let leaked: string[];

  before(async function () {
    this.timeout(DEADLINE_MS);
    const baseline = openResources();
    const played = await mapConcurrently(quick.toReversed(), AT_ONCE, (scenario) =>
      play(scenario, 'quick', createRandom(SEED)),
    );
    outcomes = new Map(played.map((outcome) => [outcome.name, outcome]));
    leaked = await leakedSince(baseline);
  });

  for (const { name, says } of quick) {
    it(`nothing is lost, done twice or miscounted when ${says}`, () => {
      const outcome = outcomes.get(name);
      const { lost, unexpected, changed, problems } = outcome ?? {};
      const seen = outcome && table([outcome]);
      expect({ lost, unexpected, changed, problems }, seen).to.deep.equal({
        lost: 0,
        unexpected: 0,
        changed: 0,
        problems: [],
      });
    });
  }

  it('leaves nothing open', () => {
    expect(leaked).to.deep.equal([]);
  });
});
