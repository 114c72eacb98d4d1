/** What a thread needs to run one workflow's functions; everything else would make it start slowly. */
export { loadWorkflowFile } from './load.js';
export { describeProblem } from './problem.js';
export { editionOf } from './sources.js';
export type { CallbackContext, Workflow } from './workflow.js';
