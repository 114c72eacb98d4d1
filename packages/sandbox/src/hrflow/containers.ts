import { Refusal, unableToFind } from './envelope.js';

const KEY_SHAPE = /^[0-9a-f]{40}$/;

/** The sources or the boards, by key, each with what it holds. */
export class Containers<Held> {
  readonly #held = new Map<string, Held>();
  readonly #ofOtherTeams = new Set<string>();

  constructor(private readonly kind: 'source' | 'board') {}

  add(key: string, held: Held): void {
    this.#held.set(key, held);
  }

  /** A key that exists and belongs to somebody else. */
  addOfOtherTeam(key: string): void {
    this.#ofOtherTeams.add(key);
  }

  get(key: string): Held | undefined {
    return this.#held.get(key);
  }

  keys(): string[] {
    return [...this.#held.keys()];
  }

  *[Symbol.iterator](): Generator<Held> {
    yield* this.#held.values();
  }

  /**
   * What the key that a request names stands for.
   * @throws {Refusal} 400 for a key nobody has, 401 for one of another team
   */
  find(key: string | undefined): Held {
    const held = key === undefined ? undefined : this.#held.get(key);
    if (held !== undefined) return held;
    const field = `${this.kind}_key`;
    if (key === undefined) throw new Refusal(400, `Invalid parameters. ${field}: required`);
    if (!KEY_SHAPE.test(key)) throw new Refusal(400, `Bad Request. Invalid ${field}: ${key}`);
    if (this.#ofOtherTeams.has(key))
      throw new Refusal(401, `Unauthorized Access to ${this.kind} key: ${key}`);
    throw unableToFind(this.kind);
  }
}
