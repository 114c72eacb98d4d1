import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadWorkflows, type LoadedWorkflows } from './load.js';
import type { WorkflowProblem } from './problem.js';
import type { Workflow } from './workflow.js';

/** What workflow files are, and may import. */
const SOURCE = /\.([cm]?[jt]s|json)$/;
/** Never ours: packages, and what editors and Kubernetes keep beside files. */
const NOT_OURS = /^(node_modules$|\.)/;

/** What a look at changed files came to, by workflow id. */
export interface FolderChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** As they were: their file is broken. */
  readonly kept: readonly string[];
}

/** Workflow files that may change while a process uses them. */
export class WorkflowFolder implements LoadedWorkflows {
  private readonly current: Map<string, Workflow>;

  private constructor(
    readonly directory: string,
    loaded: LoadedWorkflows,
    private found: readonly WorkflowProblem[],
    private digest: string,
  ) {
    this.current = new Map(loaded.workflows);
  }

  /** @throws UserError `workflows_dir_unreadable` */
  static async open(directory: string): Promise<WorkflowFolder> {
    // Before they are loaded: a change in between is then seen at the next look.
    const digest = await digestOf(resolve(directory)).catch(() => '');
    const loaded = await loadWorkflows(directory);
    return new WorkflowFolder(directory, loaded, loaded.problems, digest);
  }

  /** Always the same map: it holds the workflows as they are when it is read. */
  get workflows(): ReadonlyMap<string, Workflow> {
    return this.current;
  }

  get problems(): readonly WorkflowProblem[] {
    return this.found;
  }

  /**
   * Loads the files again if any of them changed. A workflow whose file is broken now stays as it last was.
   * Resolves to what changed; `undefined` when no file has.
   * @throws UserError `workflows_dir_unreadable`; everything stays as it was
   */
  async refresh(): Promise<FolderChange | undefined> {
    const digest = await digestOf(resolve(this.directory)).catch(() => '');
    if (digest === this.digest) return undefined;
    const { workflows, problems } = await loadWorkflows(this.directory);
    const broken = new Set(problems.map(({ file }) => file));
    const before = new Map(this.current);
    const kept = [...before.values()].filter(({ id, file }) => !workflows.has(id) && broken.has(file));
    this.current.clear();
    for (const workflow of [...workflows.values(), ...kept]) this.current.set(workflow.id, workflow);
    this.found = problems;
    this.digest = digest;
    return {
      added: [...this.current.keys()].filter((id) => !before.has(id)),
      removed: [...before.keys()].filter((id) => !this.current.has(id)),
      kept: kept.map(({ id }) => id),
    };
  }
}

/** Stands for everything in a folder that a workflow could be made of. */
async function digestOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const path of sourcesIn(root))
    hash
      .update(path)
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  return hash.digest('hex');
}

async function* sourcesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (NOT_OURS.test(entry.name)) continue;
    if (entry.isDirectory()) yield* sourcesIn(path);
    // Kubernetes mounts files as links.
    else if (SOURCE.test(entry.name)) yield path;
  }
}
