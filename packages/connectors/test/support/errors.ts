import { expect } from 'chai';
import { SyncError } from '../../src/index.js';

/** Waits for a promise to fail with an error of the kit and returns it. */
export async function failureOf(promise: Promise<unknown>): Promise<SyncError> {
  try {
    await promise;
  } catch (error) {
    expect(error).to.be.instanceOf(SyncError);
    return error as SyncError;
  }
  throw new Error('expected it to fail, but it did not');
}
