import { deriveOutcome, noEvents, type EventCounts, type Outcome } from '@hrflow-sync/core';
import { expect } from 'chai';

/** Rules of hrflow-connectors, core/run.py:96-177, in their order. */
const CASES: readonly (readonly [string, Partial<EventCounts>, Outcome])[] = [
  ['nothing to read', {}, { status: 'success', reason: 'none' }],
  ['nothing could be read', { read_failure: 1 }, { status: 'fatal', reason: 'read_failure' }],
  [
    'every logic failed',
    { read_success: 3, logics_failure: 3 },
    { status: 'fatal', reason: 'logics_failure' },
  ],
  [
    'every format failed',
    { read_success: 3, logics_discard: 1, format_failure: 2 },
    { status: 'fatal', reason: 'format_failure' },
  ],
  [
    'every write failed',
    { read_success: 4, logics_discard: 1, format_failure: 1, write_failure: 2 },
    { status: 'fatal', reason: 'write_failure' },
  ],
  ['everything was discarded', { read_success: 3, logics_discard: 3 }, { status: 'success', reason: 'none' }],
  [
    'everything was discarded or failed in logics',
    { read_success: 3, logics_discard: 2, logics_failure: 1 },
    { status: 'success_with_failures', reason: 'none' },
  ],
  ['all is well', { read_success: 3, write_success: 3 }, { status: 'success', reason: 'none' }],
  [
    'reading broke off',
    { read_success: 3, write_success: 3, read_failure: 1 },
    { status: 'success_with_failures', reason: 'none' },
  ],
  [
    'one write failed',
    { read_success: 3, write_success: 2, write_failure: 1 },
    { status: 'success_with_failures', reason: 'none' },
  ],
  [
    'the callback failed',
    { read_success: 3, write_success: 3, callback_executed: 1, callback_failure: 1 },
    { status: 'success_with_failures', reason: 'none' },
  ],
];

describe('the outcome of a run', () => {
  for (const [name, events, outcome] of CASES) {
    it(`is ${outcome.status} / ${outcome.reason} when ${name}`, () => {
      expect(deriveOutcome({ ...noEvents(), ...events })).to.deep.equal(outcome);
    });
  }
});
