import { startSandbox } from '../src/index.js';

/** Runs a sandbox until its parent lets go of it. */
const sandbox = await startSandbox({ candidates: 5 });
process.once('disconnect', () => void sandbox.close());
process.send?.(sandbox.url);
