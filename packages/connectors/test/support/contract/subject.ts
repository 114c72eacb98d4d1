import type { FaultRule, RequestFilter, Sandbox } from '@hrflow-sync/sandbox';
import type { Action, ActionTypes, Host } from '../../../src/index.js';

/** Calls of one kind, as the sandbox's fault rules name them. */
export type Route = Pick<FaultRule, 'api' | 'path' | 'method'>;

/** How a list is divided. */
export interface Paging {
  /** Items on a full page. */
  readonly size: number;
  /** Who says where the next page is: the answer (a link, a cursor), or the reader, which counts. */
  readonly by: 'link' | 'number';
}

/** What a provider doesn't have, and why. It is shown in the names of the tests it leaves out. */
export interface Absence {
  readonly none: string;
}

/** Answers about one item that has nothing but its identity. */
export interface Blank {
  /** The whole body of the list's answer. */
  readonly page: unknown;
  /** The whole body of the detail's answer, where there is one. */
  readonly detail?: unknown;
}

/** Topics a subject may leave out, with a reason. */
export type Topic = 'changes while paging' | 'missing detail' | 'other process' | 'repeated page';

/**
 * An action and its double, as the contract suite needs to know them. It says what only the connector's
 * author knows; everything else the suite takes from the action itself.
 */
export interface ContractSubject<Types extends ActionTypes> {
  readonly action: Action<Types>;
  /** Told apart in the test's name, where one action is tried with several kinds of credentials. */
  readonly variant?: string;
  start(): Promise<Sandbox>;
  /** Credentials of the origin that work. */
  credentials(environment: Sandbox['environment']): object;
  /** Credentials of the same kind that are refused. */
  badCredentials(environment: Sandbox['environment']): object;
  /** Parameters under which the reader gives all that {@link hold} holds. Default: none. */
  parameters?(environment: Sandbox['environment']): object;
  /** Makes the double hold exactly so many items that the action is about. Returns their identities. */
  hold(sandbox: Sandbox, count: number): readonly string[];
  /** Changes an item at the origin, as a recruiter would, by giving it another name or title. */
  rename(sandbox: Sandbox, id: string, name: string): void;
  /** That name in what format is given. */
  nameOf(item: Types['raw']): unknown;
  readonly paging: Paging | Absence;
  /** The call that each page is read with. Faults hit it. */
  readonly list: Route;
  /** The call that completes an item. Needed where the reader has `detail`. */
  readonly detail?: Route;
  /** The requests that ask for a token. Needed where these credentials are exchanged for one. */
  readonly token?: RequestFilter;
  /** Items without anything, as the documentation allows them, by what is left out. */
  readonly blanks: Readonly<Record<string, Blank>>;
  /** What these surroundings have of their own, e.g. a `sleep` that doesn't. */
  readonly host?: Host;
  readonly absent?: Readonly<Partial<Record<Topic, string>>>;
}
