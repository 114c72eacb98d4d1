/** A form as the bytes of a request. Its type holds the boundary between its parts. */
export class Multipart {
  constructor(
    readonly bytes: Buffer,
    readonly type: string,
  ) {}
}

/**
 * Encodes a form. undici's dispatcher doesn't take the FormData that Node offers globally, but Node's own
 * Response does; and a form whose length is known is sent with it, which some servers insist on.
 */
export async function encode(form: FormData): Promise<Multipart> {
  const response = new Response(form);
  const bytes = Buffer.from(await response.arrayBuffer());
  return new Multipart(bytes, response.headers.get('content-type') ?? 'multipart/form-data');
}
