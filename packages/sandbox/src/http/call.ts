import type { IncomingHttpHeaders } from 'node:http';

/** The APIs the sandbox doubles; a system may have several. */
export type ApiName =
  | 'greenhouse'
  | 'greenhouse_v3'
  | 'greenhouse_auth'
  | 'jazzhr'
  | 'breezyhr'
  | 'flatchr'
  | 'flatchr_careers'
  | 'hrflow';

const NOTHING = Buffer.alloc(0);

/** One request to a double, addressed below its versioned base. */
export class Call {
  /** `scheme://host` as the client wrote it, so that links lead back through whatever proxy it used. */
  readonly origin: string;
  #query: URLSearchParams | undefined;
  #json: { value: unknown } | undefined;

  constructor(
    readonly api: ApiName,
    readonly method: string,
    /** Below the API's base, without a leading slash: `candidates`, `profile/indexing`. */
    readonly path: string,
    /** With its question mark, or empty. */
    readonly search: string,
    readonly headers: IncomingHttpHeaders,
    readonly body: Buffer = NOTHING,
    /** The path as it was sent, for APIs to which a slash and `%2F` are two things. */
    readonly rawPath: string = path,
  ) {
    this.origin = `http://${headers.host ?? '127.0.0.1'}`;
  }

  get query(): URLSearchParams {
    return (this.#query ??= new URLSearchParams(this.search));
  }

  /** The parts of the path, each decoded on its own. */
  get segments(): string[] {
    return this.rawPath.split('/').map(decodeURIComponent);
  }

  /** The body as JSON, parsed once; `undefined` when it isn't JSON. */
  get json(): unknown {
    return (this.#json ??= { value: parse(this.body) }).value;
  }

  /** Whether the client sent a body, even an empty chunked one. */
  get hasBody(): boolean {
    const length = this.headers['content-length'];
    return this.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
