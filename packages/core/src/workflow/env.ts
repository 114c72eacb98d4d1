import { UserError } from '../errors.js';
import { readVariable } from '../secrets/variable.js';

const environmentReference: unique symbol = Symbol.for('hrflow-sync.environment-reference');

/** Stands for the value of an environment variable until a worker needs it. */
export interface EnvironmentReference {
  readonly [environmentReference]: string;
}

/**
 * Names an environment variable, or with `_FILE` after its name the file that holds the value. It is read in the
 * worker, when a run starts: it is never part of a workflow, a job or a log line.
 */
export function env(name: string): EnvironmentReference {
  return { [environmentReference]: name, toJSON: () => `env(${name})` } as EnvironmentReference;
}

export function isEnvironmentReference(value: unknown): value is EnvironmentReference {
  return typeof value === 'object' && value !== null && environmentReference in value;
}

/** A value in which any string may be given as {@link env} instead. */
export type Configurable<T> = T extends string
  ? T | EnvironmentReference
  : T extends readonly (infer Element)[]
    ? readonly Configurable<Element>[]
    : T extends object
      ? { [Key in keyof T]: Configurable<T[Key]> }
      : T;

/** Each place of `value` that refers to a variable, with the variable's name. */
export function environmentReferences(value: unknown, path = ''): { path: string; name: string }[] {
  if (isEnvironmentReference(value)) return [{ path, name: value[environmentReference] }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    environmentReferences(child, path === '' ? key : `${path}.${key}`),
  );
}

/**
 * Puts values in place of references.
 * @throws {@link UserError} `environment_variable_missing`, naming every variable that is unset or empty, and
 * those of {@link readVariable}
 */
export function resolveEnvironment(value: unknown, environment: NodeJS.ProcessEnv, path: string): unknown {
  const references = environmentReferences(value, path);
  const values = new Map(references.map(({ name }) => [name, readVariable(name, environment)]));
  const missing = references.filter(({ name }) => values.get(name) === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name, path: at }) => `${name} (for ${at})`).join(', ');
    throw new UserError(
      `Environment variable not set: ${names}. Set it, or NAME_FILE, where the worker runs.`,
      {
        code: 'environment_variable_missing',
        path: missing[0]?.path,
      },
    );
  }
  return substitute(value, values);
}

function substitute(value: unknown, values: ReadonlyMap<string, string | undefined>): unknown {
  if (isEnvironmentReference(value)) return values.get(value[environmentReference]);
  if (Array.isArray(value)) return value.map((element) => substitute(element, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, substitute(child, values)]));
}
