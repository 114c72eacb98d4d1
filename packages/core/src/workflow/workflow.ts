import type { Action, ActionTypes } from '@hrflow-sync/connectors';
import type { EventCounts } from '../run/events.js';
import type { Configurable } from './env.js';
import type { Notify, NotifyConfig } from './notify.js';
import type { RetentionConfig } from './retention.js';
import type { Schedule } from './schedule.js';
import type { Webhook, WebhookConfig } from './webhook.js';

/**
 * Called with each item as it was read. Returns the item, changed or not, to keep it, and `null` to
 * discard it; the next logic gets what this one returned.
 */
export type Logic<Raw> = (item: Raw) => Raw | null | Promise<Raw | null>;

/** What a callback is told once a run's pushes have ended. */
export interface CallbackContext<Types extends ActionTypes = ActionTypes> {
  readonly runId: string;
  readonly pullParameters: unknown;
  readonly pushParameters: unknown;
  readonly events: EventCounts;
  /**
   * The formatted items in no particular order, failed ones included; read from Redis as you iterate. Files in
   * base64 (any text above 256 KiB) are `null`.
   */
  readonly items: AsyncIterable<Types['formatted']>;
}

/** What a user writes: one action, configured. Everything after `action` is typed by the action. */
export type WorkflowConfig<Types extends ActionTypes = ActionTypes> = CommonConfig<Types> &
  (ReadConfig<Types> | CatchConfig<Types>);

/** A workflow that reads when it is asked to. */
interface ReadConfig<Types extends ActionTypes> {
  readonly pullParameters?: Configurable<Types['pullParameters']>;
  readonly webhook?: undefined;
}

/** A workflow that events start as well. What its parameters leave out, an event has to say. */
interface CatchConfig<Types extends ActionTypes> {
  readonly pullParameters?: {
    readonly [Name in keyof Types['pullParameters']]?: Configurable<Types['pullParameters'][Name]>;
  };
  readonly webhook: WebhookConfig<Types['pullParameters'], Types['raw']>;
}

interface CommonConfig<Types extends ActionTypes> {
  /** Stable and unique: letters, digits, `-`, `_`, `.`; at most 64 characters. */
  readonly id: string;
  readonly action: Action<Types>;
  readonly connectorAuth: Configurable<Types['connectorAuth']>;
  readonly hrflowAuth: Configurable<Types['hrflowAuth']>;
  readonly pushParameters: Configurable<Types['pushParameters']>;
  readonly logics?: readonly Logic<Types['raw']>[];
  /** Replaces the action's own format. */
  readonly format?: (item: Types['raw']) => Types['formatted'] | Promise<Types['formatted']>;
  readonly callback?: (context: CallbackContext<Types>) => void | Promise<void>;
  readonly schedule?: Schedule;
  /** `false` keeps it from running on its own; asked for by hand it still runs. Default `true`. */
  readonly enabled?: boolean;
  /** `false` is a dry run: read, logics and format, but no push. Default `true`. */
  readonly persist?: boolean;
  /** `true` goes on from where the last incremental run ended. Default `false`. */
  readonly incremental?: boolean;
  /**
   * `true` leaves out an item whose formatted form is what was last pushed successfully. It costs no
   * request, and doesn't see what others changed in the target meanwhile. Default `false`.
   */
  readonly skipUnchanged?: boolean;
  /**
   * `true` remembers for 90 days which of its runs had to do with an item, and how it ended, so that the dashboard
   * finds it by its reference or its e-mail address. It costs memory by item. Default `false`.
   */
  readonly itemIndex?: boolean;
  /** A webhook that is told when a run fails, and when all is well again. */
  readonly notify?: NotifyConfig;
  /**
   * How many days things are kept that aren't needed for ever. Default: 30 for dead letters, 90 for runs (or
   * `RUN_RETENTION_DAYS`), 180 for fingerprints, 7 for events that can't be understood.
   */
  readonly retention?: RetentionConfig;
}

const workflowMark: unique symbol = Symbol.for('hrflow-sync.workflow');

/** A workflow as a file exports it, before it is checked. */
export type WorkflowDefinition = WorkflowConfig & { readonly [workflowMark]: true };

/** Declares a workflow. Checked when its file is loaded, so that one broken file stops no other. */
export function defineWorkflow<Types extends ActionTypes>(config: WorkflowConfig<Types>): WorkflowDefinition {
  // The engine handles items as unknown values; only the file's author sees their types.
  return { ...config, [workflowMark]: true } as unknown as WorkflowDefinition;
}

export function isWorkflowDefinition(value: unknown): value is WorkflowDefinition {
  return typeof value === 'object' && value !== null && workflowMark in value;
}

/** A checked workflow: every option has its value. Credentials are still references. */
export interface Workflow {
  readonly id: string;
  readonly action: Action;
  readonly connectorAuth: unknown;
  readonly hrflowAuth: unknown;
  readonly pullParameters: unknown;
  readonly pushParameters: unknown;
  readonly logics: readonly Logic<unknown>[];
  readonly format: (item: unknown) => unknown;
  readonly callback: ((context: CallbackContext) => void | Promise<void>) | undefined;
  readonly schedule: Schedule | undefined;
  readonly webhook: Webhook | undefined;
  readonly enabled: boolean;
  readonly persist: boolean;
  readonly incremental: boolean;
  readonly skipUnchanged: boolean;
  readonly itemIndex?: boolean;
  readonly notify?: Notify | undefined;
  /** As its file says; {@link retentionOf} fills in the rest. */
  readonly retention?: RetentionConfig | undefined;
  /** Where it was loaded from. */
  readonly file: string;
}
