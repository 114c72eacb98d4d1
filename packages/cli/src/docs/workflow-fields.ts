import type { WorkflowConfig } from '@hrflow-sync/core';
import type { Field } from './fields.js';

/** What a workflow takes beside its action and the action's own parameters. */
type Name = Exclude<
  keyof WorkflowConfig,
  'action' | 'connectorAuth' | 'hrflowAuth' | 'pullParameters' | 'pushParameters'
>;

/** The compiler says when this and {@link WorkflowConfig} part ways. Defaults are those of `checkWorkflow`. */
const FIELDS: { readonly [Key in Name]: Omit<Field, 'name'> } = {
  id: {
    type: 'string',
    required: true,
    default: undefined,
    description:
      'A stable identifier used for persisting in incremental mode. Unique; letters, digits, `-`, `_` and `.`, ' +
      'starting with a letter, at most 64',
  },
  logics: {
    type: 'array',
    required: false,
    default: '`[]`',
    description:
      'A list of functions called in sequence with each item pulled from the origin. Each function returns the item, ' +
      'changed or not, or `null` to discard it, and may be asynchronous. Any item discarded is not pushed to the target',
  },
  format: {
    type: 'function',
    required: false,
    default: "the action's own",
    description: 'A formatting function to apply on items pulled before the push. May be asynchronous',
  },
  callback: {
    type: 'function',
    required: false,
    default: undefined,
    description:
      "A function called once a run's pushes have ended, whether or not all of them succeeded. Not called in dry mode",
  },
  schedule: {
    type: 'object',
    required: false,
    default: undefined,
    description:
      'When the workflow runs on its own: `{ cron, timezone }` with five fields, or six with seconds first, and an ' +
      'IANA timezone (`UTC` unless given); or `{ every }` in milliseconds, at least 1000. With `misfire: "skip"` a ' +
      'tick missed in an outage waits for the next; unless given (`"once"`), it runs once. Without a schedule the ' +
      'workflow runs on `hrflow-sync run` only',
  },
  enabled: {
    type: 'boolean',
    required: false,
    default: '`true`',
    description:
      'When `false` the workflow does not run on its own: no schedule, no webhook. `hrflow-sync run` still runs it',
  },
  webhook: {
    type: 'object',
    required: false,
    default: undefined,
    description:
      'Lets events posted to `/hooks/<id>` start runs: `{ secret, source, header, parse }`. See docs/webhooks.md. ' +
      'Pull parameters that the event names may be left out',
  },
  notify: {
    type: 'object',
    required: false,
    default: undefined,
    description:
      'A webhook that is told when a run ends fatal or with failures, and when all is well again: ' +
      '`{ url, format, when, allowPrivateAddress }`. See docs/notifications.md',
  },
  retention: {
    type: 'object',
    required: false,
    default: '`{}`',
    description:
      'How many days things are kept: `{ deadLetterDays, runDays, fingerprintDays, eventDays }`. Unless given 30, 90 (or ' +
      '`RUN_RETENTION_DAYS`), 180 and 7. A dead letter goes with its run at the latest. See docs/security.md',
  },
  persist: {
    type: 'boolean',
    required: false,
    default: '`true`',
    description:
      'When `false` has the effect of running in dry mode. Items are pulled but not pushed to the target',
  },
  incremental: {
    type: 'boolean',
    required: false,
    default: '`false`',
    description:
      'Controls the incremental reading execution mode: `true` goes on from where the last incremental run ended',
  },
  skipUnchanged: {
    type: 'boolean',
    required: false,
    default: '`false`',
    description:
      'When `true`, an item whose formatted form is what was last pushed successfully is counted as unchanged and ' +
      'costs no request',
  },
  itemIndex: {
    type: 'boolean',
    required: false,
    default: '`false`',
    description:
      'When `true`, it is remembered for 90 days which runs had to do with an item and how it ended, so that the ' +
      'dashboard finds it by its reference or e-mail address',
  },
};

export const workflowFields: readonly Field[] = Object.entries(FIELDS).map(([name, field]) => ({
  name,
  ...field,
}));
