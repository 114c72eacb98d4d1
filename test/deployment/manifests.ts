import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from './image.js';

export const MANIFESTS = join(ROOT, 'deploy/kubernetes');

/** An object of Kubernetes, and the file it is in. */
export interface Manifest {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly content: Readonly<Record<string, unknown>>;
}

/** Every object in the folder, but for what kustomize alone reads. */
export async function readManifests(): Promise<Manifest[]> {
  const files = (await readdir(MANIFESTS)).filter((file) => /^(?!kustomization).*\.yaml$/.test(file)).sort();
  const manifests = await Promise.all(files.map(readManifestFile));
  return manifests.flat();
}

async function readManifestFile(file: string): Promise<Manifest[]> {
  const text = await readFile(join(MANIFESTS, file), 'utf8');
  // An anchor or a merge key is read differently by kubectl and kustomize, so there is none.
  return parseAllDocuments(text, { merge: false }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    const content = document.toJS() as Omit<Manifest, 'file' | 'content'> & Record<string, unknown>;
    return { file, apiVersion: content.apiVersion, kind: content.kind, metadata: content.metadata, content };
  });
}

interface Model {
  new (data: unknown): { validate(): void };
}

const require = createRequire(import.meta.url);

/**
 * What is wrong with an object by the schemas of Kubernetes and KEDA: values of the wrong form, and fields
 * nobody knows. The validators pass those over, as an API server that isn't asked to be strict does; but they
 * look at each field they know, so what they didn't look at is unknown.
 */
export function problemsOf({ apiVersion, kind, content }: Manifest): string[] {
  const library = apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models';
  const models = require(`${library}/${apiVersion}/${kind}`) as Readonly<Record<string, Model>>;
  const Kind = models[kind];
  if (!Kind) throw new Error(`no schema of ${apiVersion} ${kind}`);
  const seen = new Set<string>();
  const problems: string[] = [];
  try {
    watched(new Kind(content), '', seen).validate();
  } catch (error) {
    problems.push((error as Error).message);
  }
  const unknown = fieldsOf(content, '').filter((path) => !seen.has(path));
  return [...problems, ...unknown.map((path) => `unknown field ${path}`)];
}

/** The same value, which notes the path of each field that is read. */
function watched<Value>(value: Value, path: string, seen: Set<string>): Value {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const child = Reflect.get(target, name) as unknown;
      if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return child;
      const itsPath = `${path}.${name}`;
      seen.add(itsPath);
      return watched(child, itsPath, seen);
    },
  });
}

function fieldsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [
    `${path}.${name}`,
    ...fieldsOf(child, `${path}.${name}`),
  ]);
}
