import { rewriteErrorTexts } from './error-texts.js';
import { BLACKED_OUT } from './secret.js';

/** Shorter values are too likely to be ordinary words of a text. */
const SHORTEST_SECRET = 6;

/** Tokens remembered. Each ends within hours or days, and a process may meet many of them. */
const TOKENS_KEPT = 500;

/**
 * The secrets this process knows of, and how they are taken out of what leaves it. Providers do quote keys
 * (HrFlow answers "Invalid secret key: ask_… for permission: write"), and so does a user's code.
 */
export class KnownSecrets {
  readonly #secrets = new Set<string>();
  /** The oldest first. */
  readonly #tokens = new Set<string>();
  #pattern: RegExp | undefined;

  /** Takes note of each value that is a text of at least six characters. */
  add(values: readonly unknown[]): void {
    for (const value of values) {
      if (!isSecret(value) || this.#secrets.has(value)) continue;
      this.#secrets.add(value);
      this.#pattern = undefined;
    }
  }

  /** Takes note of a token that is good for a while. */
  addToken(token: string): void {
    if (!isSecret(token) || this.#tokens.has(token)) return;
    this.#tokens.add(token);
    this.#pattern = undefined;
    const [oldest] = this.#tokens;
    if (this.#tokens.size > TOKENS_KEPT && oldest !== undefined) this.#tokens.delete(oldest);
  }

  /** The text with `[secret]` in the place of each secret. */
  removeFrom(text: string): string {
    if (this.#secrets.size + this.#tokens.size === 0) return text;
    this.#pattern ??= patternOf([...this.#secrets, ...this.#tokens]);
    return text.replace(this.#pattern, BLACKED_OUT);
  }

  /** Takes secrets out of an error's texts, in place, and out of the errors behind it. Returns what it was given. */
  removeFromError<Thrown>(thrown: Thrown): Thrown {
    return rewriteErrorTexts(thrown, (text) => this.removeFrom(text));
  }
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value.length >= SHORTEST_SECRET;
}

/** As it is, and as it looks in a URL, in JSON, and in an `Authorization` header. */
function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    Buffer.from(`${secret}:`).toString('base64'),
  ];
}

/** Longest first: a secret may begin like another one. */
function patternOf(secrets: readonly string[]): RegExp {
  const alternatives = [...new Set(secrets.flatMap(formsOf))]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`));
  return new RegExp(alternatives.join('|'), 'g');
}
