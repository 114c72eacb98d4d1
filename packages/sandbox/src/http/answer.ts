/** What a double says to one request, before latency and faults. */
export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  /** Default `application/json`: HrFlow's SDK takes any other spelling, even with a charset, for an error. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer whose body is `value` as JSON. */
export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body: JSON.stringify(value), ...(headers && { headers }) };
}
