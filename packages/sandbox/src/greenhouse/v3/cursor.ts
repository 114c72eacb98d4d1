/** Where a list goes on: everything of its first query, and the id it had got to. */
export interface Position {
  readonly list: string;
  /** The first query, without a cursor. */
  readonly query: string;
  /** Records with a smaller id are still to come. */
  readonly below: number;
}

/** Opaque, and with a plus sign in front: a client that doesn't keep `%2B` as it is sends another cursor. */
export function encodeCursor({ list, query, below }: Position): string {
  return `+${Buffer.from(JSON.stringify([list, query, below])).toString('base64')}`;
}

export function decodeCursor(list: string, cursor: string): Position | undefined {
  if (!cursor.startsWith('+')) return undefined;
  try {
    const text = Buffer.from(cursor.slice(1), 'base64').toString();
    const [its, query, below] = JSON.parse(text) as [string, string, number];
    return its === list ? { list, query, below } : undefined;
  } catch {
    return undefined;
  }
}
