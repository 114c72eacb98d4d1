import type { RootHookObject } from 'mocha';
import { leakedSince, openResources } from './leak-guard.js';
import { startSuiteRedis, stopSuiteRedis } from './redis.js';

let baseline: ReadonlyMap<string, number> = new Map();

export const mochaHooks: RootHookObject = {
  async beforeAll() {
    await startSuiteRedis();
  },
  beforeEach() {
    baseline = openResources();
  },
  async afterEach() {
    const leaked = await leakedSince(baseline);
    if (leaked.length > 0) throw new Error(`the test left open: ${leaked.join(', ')}`);
  },
  async afterAll() {
    await stopSuiteRedis();
  },
};
