/** A delivery as it arrived. */
export interface Delivery {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's bytes: what signatures are made over. */
  readonly raw: Buffer;
}

/** Who sends events, and how a delivery of his is known. */
export interface EventSource {
  /** As a workflow names it, e.g. `hrflow`. */
  readonly name: string;
  /** Whether the delivery was signed with the secret. Takes the same time whatever is wrong. */
  isSigned(delivery: Delivery, secret: string): boolean;
  /**
   * What two deliveries of one event have in common. Without it, equal bodies are one event.
   * @param event the body, parsed; `undefined` when it is no JSON
   */
  eventId?(delivery: Delivery, event: unknown): string | undefined;
  /** A delivery that only asks whether anybody is there. It is answered 200, and nothing follows. */
  isPing?(delivery: Delivery, event: unknown): boolean;
}

/**
 * What an event asks for: a read with other parameters; a push of items it carries itself; or of items it names,
 * as the reader's lists do, whose detail is fetched first.
 */
export type Caught<Parameters = Readonly<Record<string, unknown>>, Item = unknown> =
  | { readonly pullParameters: Partial<Parameters>; readonly items?: never; readonly summaries?: never }
  | { readonly items: readonly Item[]; readonly pullParameters?: never; readonly summaries?: never }
  | { readonly summaries: readonly unknown[]; readonly pullParameters?: never; readonly items?: never };

/**
 * Reads what an event asks for; `null` when it is nothing to this action.
 * @throws any error when the event can't be understood: it is kept, and can be parsed again
 */
export type EventParser<Parameters = Readonly<Record<string, unknown>>, Item = unknown> = (
  event: unknown,
  headers: Delivery['headers'],
) => Caught<Parameters, Item> | null | Promise<Caught<Parameters, Item> | null>;
