/** The one source of the sandbox. */
export interface Source {
  readonly key: string;
  /** Whether files are parsed while the client waits: 201 with the profile, instead of 202 and later. */
  readonly syncParsing: boolean;
}

const BRIEF = { name: 'sandbox', type: 'api', subtype: 'python', environment: 'test' };

/** What a profile says of its source. */
export function sourceOfProfile(source: Source): object {
  return { key: source.key, ...BRIEF };
}

/** The object of `GET source` and `GET sources`. `sync_parsing` is a boolean here; documents say 0 or 1 too. */
export function sourceObject(source: Source): object {
  return {
    ...sourceOfProfile(source),
    description: 'Local double of HrFlow.ai',
    private: false,
    disable: false,
    status: 'active',
    archived_at: null,
    updated_at: '2026-01-05T09:00:00+0000',
    created_at: '2026-01-05T09:00:00+0000',
    members: [],
    user: {},
    sync_parsing: source.syncParsing,
  };
}
