import { sep } from 'node:path';
import { loadWorkflows, type LoadedWorkflows } from './load.js';
import type { WorkflowProblem } from './problem.js';
import { digestsOf, type Digests } from './sources.js';
import type { Workflow } from './workflow.js';

/** What a look at changed files came to, by workflow id. */
export interface FolderChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** As they were: their file is broken. */
  readonly kept: readonly string[];
  /** Files that changed and are still used as they were: Node loads an imported `.mjs` once in its life. */
  readonly restart: readonly string[];
}

/** Workflow files that may change while a process uses them. */
export class WorkflowFolder implements LoadedWorkflows {
  private readonly current: Map<string, Workflow>;

  private constructor(
    readonly directory: string,
    loaded: LoadedWorkflows,
    private found: readonly WorkflowProblem[],
    private digests: Digests,
  ) {
    this.current = new Map(loaded.workflows);
  }

  /** @throws UserError `workflows_dir_unreadable` */
  static async open(directory: string): Promise<WorkflowFolder> {
    // Before they are loaded: a change in between is then seen at the next look.
    const digests = await digestsOf(directory);
    const loaded = await loadWorkflows(directory);
    return new WorkflowFolder(directory, loaded, loaded.problems, digests);
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
    const digests = await digestsOf(this.directory);
    const paths = new Set([...digests.keys(), ...this.digests.keys()]);
    const changed = [...paths].filter((path) => digests.get(path) !== this.digests.get(path));
    if (changed.length === 0) return undefined;
    const { workflows, problems } = await loadWorkflows(this.directory);
    const broken = new Set(problems.map(({ file }) => file));
    const before = new Map(this.current);
    const kept = [...before.values()].filter(({ id, file }) => !workflows.has(id) && broken.has(file));
    this.current.clear();
    for (const workflow of [...workflows.values(), ...kept]) this.current.set(workflow.id, workflow);
    this.found = problems;
    const known = this.digests;
    this.digests = digests;
    return {
      added: [...this.current.keys()].filter((id) => !before.has(id)),
      removed: [...before.keys()].filter((id) => !this.current.has(id)),
      kept: kept.map(({ id }) => id),
      restart: changed.filter((path) => path.endsWith('.mjs') && path.includes(sep) && known.has(path)),
    };
  }
}
