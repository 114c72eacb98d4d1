import type { z } from 'zod';
import { HrflowCredentials } from '../hrflow/credentials.js';
import { hrflowSource, profileEvent } from '../hrflow/webhook.js';
import type { Action, ActionEvents, ActionTypes, ConnectorInfo, Entity, Mode } from './action.js';
import type { Reader, Writer } from './entity.js';

/** An action before its connector has given it a name and credentials. */
export type ActionDraft<Types extends ActionTypes> = Omit<
  Action<Types>,
  'name' | 'connector' | 'connectorAuth'
>;

interface Definition<From, Pull extends z.ZodType, Raw, Summary, To, Push extends z.ZodType, Formatted> {
  readonly mode: Mode;
  readonly entity: Entity;
  readonly description: string;
  readonly origin: Reader<From, Pull, Raw, Summary>;
  readonly target: Writer<To, Push, Formatted>;
  /** The default format. Pure: it never changes its argument. */
  format(item: Raw): Formatted;
  /** Of an action that events can start. Outbound actions have HrFlow's unless they say otherwise. */
  readonly events?: ActionEvents;
}

/** Declares an action that reads the connector and writes to HrFlow. */
export function inbound<Auth, Pull extends z.ZodType, Raw, Summary, Push extends z.ZodType, Formatted>(
  definition: Definition<Auth, Pull, Raw, Summary, HrflowCredentials, Push, Formatted>,
): ActionDraft<{
  connectorAuth: Auth;
  hrflowAuth: z.input<typeof HrflowCredentials>;
  pullParameters: z.input<Pull>;
  pushParameters: z.input<Push>;
  raw: Raw;
  formatted: Formatted;
}> {
  // The engine handles credentials and items as unknown values; only workflows see their types.
  return { ...definition, direction: 'inbound', hrflowAuth: HrflowCredentials } as never;
}

/** Declares an action that reads HrFlow and writes to the connector. */
export function outbound<Auth, Pull extends z.ZodType, Raw, Summary, Push extends z.ZodType, Formatted>(
  definition: Definition<HrflowCredentials, Pull, Raw, Summary, Auth, Push, Formatted>,
): ActionDraft<{
  connectorAuth: Auth;
  hrflowAuth: z.input<typeof HrflowCredentials>;
  pullParameters: z.input<Pull>;
  pushParameters: z.input<Push>;
  raw: Raw;
  formatted: Formatted;
}> {
  const events = { source: hrflowSource, parse: profileEvent };
  return { events, ...definition, direction: 'outbound', hrflowAuth: HrflowCredentials } as never;
}

export interface ConnectorDefinition<Drafts> extends ConnectorInfo {
  readonly credentials: z.ZodType;
  /** By action name: `<mode>_<entity>s_in_<hrflow or subtype>`. */
  readonly actions: Drafts;
}

type BoundActions<Drafts> = {
  readonly [Name in keyof Drafts]: Drafts[Name] extends ActionDraft<infer Types> ? Action<Types> : never;
};

/** A connector: what it is, and each action as a property, e.g. `Greenhouse.update_profiles_in_hrflow`. */
export type Connector<Drafts = unknown> = BoundActions<Drafts> & {
  readonly info: ConnectorInfo;
  /** All actions, for lists and documentation. */
  readonly actions: readonly Action[];
};

/**
 * Declares a connector. The result carries each action as a property of its own name.
 * @throws {TypeError} when an action's key isn't the name its mode, entity and direction give it
 */
export function defineConnector<Drafts extends Record<string, ActionDraft<ActionTypes>>>(
  definition: ConnectorDefinition<Drafts>,
): Connector<Drafts> {
  const { credentials, actions: drafts, ...info } = definition;
  const actions = Object.entries(drafts).map(([name, draft]): Action => {
    const expected = actionName(draft, info);
    if (name !== expected) throw new TypeError(`${info.name}: action ${name} must be named ${expected}`);
    return { ...draft, name, connector: info, connectorAuth: credentials };
  });
  const byName = Object.fromEntries(actions.map((action) => [action.name, action]));
  return { ...byName, info, actions } as unknown as Connector<Drafts>;
}

function actionName(draft: ActionDraft<ActionTypes>, info: ConnectorInfo): string {
  return `${draft.mode}_${draft.entity}s_in_${draft.direction === 'inbound' ? 'hrflow' : info.subtype}`;
}
