import type { Answer } from '../http/answer.js';
import type { ItemLedger } from '../records/items.js';
import { Refusal } from './envelope.js';

/** What HrFlow answers a write of a rejected item unless a test says otherwise. The words are invented. */
const REJECTION = 'Invalid parameters. The sandbox was told to refuse this profile';

/** The items that HrFlow refuses to take because a test says so. */
export class Rejections {
  readonly #messages = new Map<string, string>();

  constructor(private readonly ledger: ItemLedger) {}

  add(items: readonly string[], message = REJECTION): void {
    for (const item of items) this.#messages.set(item, message);
  }

  remove(items: readonly string[]): void {
    for (const item of items) this.#messages.delete(item);
  }

  items(): string[] {
    return [...this.#messages.keys()];
  }

  /** Writes an item unless it is rejected; every refusal goes into the account. */
  unless(item: string | undefined, write: () => Answer): Answer {
    try {
      const message = item === undefined ? undefined : this.#messages.get(item);
      if (message !== undefined) throw new Refusal(400, message);
      return write();
    } catch (error) {
      if (error instanceof Refusal && item !== undefined) this.ledger.add(item, 'refused');
      throw error;
    }
  }
}
