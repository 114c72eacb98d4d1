/** A source of profiles. */
export interface Source {
  readonly key: string;
  /** Whether files are parsed while the client waits: 201 with the profile, instead of 202 and later. */
  readonly syncParsing: boolean;
}

const BRIEF = { name: 'sandbox', type: 'api', subtype: 'python', environment: 'test' };

/** What a profile says of its source, and a job of its board. */
export function containerOfItem(key: string): object {
  return { key, ...BRIEF };
}

/** The object of `GET source` and `GET sources`. `sync_parsing` is a boolean here; documents say 0 or 1 too. */
export function sourceObject(source: Source): object {
  return { ...boardObject(source.key), sync_parsing: source.syncParsing };
}

/** The object of `GET board` and `GET boards`: a source without `sync_parsing`. */
export function boardObject(key: string): object {
  return {
    ...containerOfItem(key),
    description: 'Local double of HrFlow.ai',
    private: false,
    disable: false,
    status: 'active',
    archived_at: null,
    updated_at: '2026-01-05T09:00:00+0000',
    created_at: '2026-01-05T09:00:00+0000',
    members: [],
    user: {},
  };
}
