import type { z } from 'zod';
import type { Reader, Writer } from './entity.js';
import type { EventParser, EventSource } from './webhook/event.js';

export type Mode = 'create' | 'update' | 'archive';
export type Entity = 'profile' | 'job';
/** Inbound: connector to HrFlow. Outbound: HrFlow to connector. */
export type Direction = 'inbound' | 'outbound';

/** What every action of a connector shares. */
export interface ConnectorInfo {
  /** As people write it: `Greenhouse`. */
  readonly name: string;
  /** As code writes it: `greenhouse`. */
  readonly subtype: string;
  readonly type: 'ATS' | 'CRM' | 'HCM' | 'Automation' | 'Job Board';
  readonly description: string;
  readonly url: string;
}

/** The types a workflow takes from its action. They exist only for the compiler. */
export interface ActionTypes {
  readonly connectorAuth: unknown;
  readonly hrflowAuth: unknown;
  readonly pullParameters: unknown;
  readonly pushParameters: unknown;
  /** What the reader returns, logics see and format takes. */
  readonly raw: unknown;
  /** What the writer accepts and format returns. */
  readonly formatted: unknown;
}

export interface ActionEvents {
  /** Nothing where the provider signs no events: then a workflow has to name one. */
  readonly source?: EventSource;
  readonly parse: EventParser;
}

/** What a connector can do: read one entity on one side, write it on the other. */
export interface Action<Types extends ActionTypes = ActionTypes> {
  /** `<mode>_<entity>s_in_<hrflow or subtype>`, as in hrflow-connectors. */
  readonly name: string;
  readonly connector: ConnectorInfo;
  readonly mode: Mode;
  readonly entity: Entity;
  readonly direction: Direction;
  readonly description: string;
  readonly connectorAuth: z.ZodType;
  readonly hrflowAuth: z.ZodType;
  readonly origin: Reader<unknown, z.ZodType, unknown>;
  readonly target: Writer<unknown, z.ZodType, unknown>;
  /** The default format. Pure: it never changes its argument. */
  format(item: Types['raw']): Types['formatted'];
  /** Who sends the events that this action can start from, and what they ask for. */
  readonly events?: ActionEvents;
  /** Carries the types; never set. */
  readonly types?: Types;
}
