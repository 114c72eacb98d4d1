/** Resolves when what it looks at works, rejects when it doesn't. */
export type ReadinessCheck = () => Promise<void>;

/** A check that takes longer has failed. */
const CHECK_DEADLINE_MS = 2_000;

/**
 * Runs all checks there are by then; resolves to the names of those that failed or took too long. Parts of a
 * process that start later add theirs to the same record.
 */
export function createReadiness(checks: Readonly<Record<string, ReadinessCheck>>): () => Promise<string[]> {
  const bounded = new Map<ReadinessCheck, () => Promise<boolean>>();
  const passes = (check: ReadinessCheck): Promise<boolean> => {
    let known = bounded.get(check);
    if (!known) bounded.set(check, (known = withDeadline(oneAtATime(check))));
    return known();
  };
  return async () => {
    const outcomes = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => ((await passes(check)) ? undefined : name)),
    );
    return outcomes.filter((name) => name !== undefined);
  };
}

/** While Redis is away its commands queue up; asking again must not add to them. */
function oneAtATime(check: ReadinessCheck): ReadinessCheck {
  let running: Promise<void> | undefined;
  return () => (running ??= check().finally(() => (running = undefined)));
}

function withDeadline(check: ReadinessCheck): () => Promise<boolean> {
  return () =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), CHECK_DEADLINE_MS);
      check()
        .then(
          () => resolve(true),
          () => resolve(false),
        )
        .finally(() => clearTimeout(timer));
    });
}
