import { encode } from './multipart.js';
import type { HttpRequest } from './client.js';

/** The body of a request, and the headers that go with it. */
export class Outgoing {
  constructor(
    /** Name and value in turn. */
    readonly headers: string[],
    readonly body: string | Buffer | undefined,
  ) {}
}

const JSON_TYPE = ['content-type', 'application/json'];
const FORM_TYPE = ['content-type', 'application/x-www-form-urlencoded'];

/** What every request of a client sends along. Built once, because most requests add nothing. */
export class Envelope {
  private readonly plain: string[];
  private readonly withJson: string[];

  /** @param headers by name */
  constructor(headers: Readonly<Record<string, string>>) {
    this.plain = ['accept', 'application/json', ...Object.entries(headers).flat()];
    this.withJson = [...this.plain, ...JSON_TYPE];
  }

  /**
   * @param json the request's JSON body, as it will be sent
   * @param more headers by name
   */
  async pack(
    { form, headers }: Pick<HttpRequest, 'form' | 'headers'>,
    json: string | undefined,
    more?: Readonly<Record<string, string>>,
  ): Promise<Outgoing> {
    const own = headers || more ? Object.entries({ ...more, ...headers }).flat() : undefined;
    const withOwn = (base: string[]): string[] => (own ? [...base, ...own] : base);
    if (json !== undefined) return new Outgoing(withOwn(this.withJson), json);
    if (form === undefined) return new Outgoing(withOwn(this.plain), undefined);
    if (form instanceof URLSearchParams) {
      return new Outgoing([...withOwn(this.plain), ...FORM_TYPE], form.toString());
    }
    const { type, bytes } = await encode(form);
    return new Outgoing([...withOwn(this.plain), 'content-type', type], bytes);
  }
}
