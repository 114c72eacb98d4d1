/** What workflow files import. The same names are given to them wherever they lie. */
export * from '@hrflow-sync/connectors';
export {
  defineWorkflow,
  env,
  type CallbackContext,
  type Configurable,
  type Logic,
  type RunResult,
  type Schedule,
  type WorkflowConfig,
} from '@hrflow-sync/core';
