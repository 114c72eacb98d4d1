import {
  ConfigurationError,
  openClient,
  type Host,
  type HttpClient,
  type ProviderApi,
} from '@hrflow-sync/connectors';
import {
  resolveWorkflow,
  type EngineEvents,
  type RateLimits,
  type ResolvedWorkflow,
  type RunContext,
  type Workflow,
} from '@hrflow-sync/core';

/** A workflow ready to run in this process: values resolved, one HTTP client for each side. */
export interface WorkflowRuntime {
  readonly workflow: Workflow;
  readonly resolved: ResolvedWorkflow;
  /** All but the item that decides what the target gets: part of each fingerprint. */
  readonly fingerprintScope: string;
  readonly origin: HttpClient;
  readonly target: HttpClient;
}

type ClientForJob = (jobId: string) => HttpClient;

interface OpenWorkflow {
  readonly runtime: Omit<WorkflowRuntime, 'origin' | 'target'>;
  readonly origin: ClientForJob;
  readonly target: ClientForJob;
}

/** Opens workflows on first use and keeps them: their connections are worth keeping. */
export class Runtimes {
  private readonly opened = new Map<string, OpenWorkflow>();

  constructor(
    private readonly workflows: ReadonlyMap<string, Workflow>,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly events: EngineEvents,
    /** Ends requests in flight when this worker has to stop. */
    private readonly stopping: AbortSignal,
    private readonly limits: RateLimits,
  ) {}

  find(id: string): Workflow | undefined {
    return this.workflows.get(id);
  }

  /** @throws {@link ConfigurationError} when this worker has no such workflow */
  workflow(id: string): Workflow {
    const workflow = this.find(id);
    if (workflow) return workflow;
    throw new ConfigurationError(
      `Workflow ${id} is not in this worker's WORKFLOWS_DIR. Deploy it, then retry.`,
      {
        code: 'workflow_not_found',
      },
    );
  }

  /**
   * A workflow for a job: requests that are set aside under an account's limit are the job's own.
   * @throws {@link ConfigurationError}, UnrunnableWorkflowError
   */
  openFor(jobId: string, id: string): WorkflowRuntime {
    const { runtime, origin, target } = this.openWorkflow(id);
    return { ...runtime, origin: origin(jobId), target: target(jobId) };
  }

  private openWorkflow(id: string): OpenWorkflow {
    const known = this.opened.get(id);
    if (known) return known;
    const workflow = this.workflow(id);
    const resolved = resolveWorkflow(workflow, this.environment);
    const host: Host = {
      baseUrls: this.environment,
      signal: this.stopping,
      onExchange: (exchange) => this.events.emit('http.exchange', exchange),
    };
    const { origin, target } = workflow.action;
    const opened = {
      runtime: {
        workflow,
        resolved,
        fingerprintScope: JSON.stringify([workflow.action.name, resolved.target.parameters]),
      },
      origin: this.openSide(origin.api, resolved.origin.credentials, host, origin.requestsPerPage),
      target: this.openSide(target.api, resolved.target.credentials, host, target.requestsPerItem),
    };
    this.opened.set(id, opened);
    return opened;
  }

  private openSide(
    api: ProviderApi<unknown>,
    credentials: unknown,
    host: Host,
    requestsPerJob: number | undefined,
  ): ClientForJob {
    const limiter = this.limits.open(api, credentials, requestsPerJob);
    const client = openClient(api, credentials, { ...host, limiter });
    // Without a declared limit nothing is set aside, so all jobs share the client as it is.
    return (jobId) => (api.rateLimit ? client.limitedBy(limiter.forJob(jobId)) : client);
  }

  /** A workflow's parameters as its callback sees them: checked, with no credentials among them. */
  parameters(id: string): { pullParameters: unknown; pushParameters: unknown } {
    const { resolved } = this.openWorkflow(id).runtime;
    return { pullParameters: resolved.origin.parameters, pushParameters: resolved.target.parameters };
  }

  context(workflowId: string, runId: string): RunContext {
    const action = this.workflows.get(workflowId)?.action;
    return {
      workflow: workflowId,
      connector: action?.connector.subtype ?? 'unknown',
      action: action?.name ?? 'unknown',
      runId,
    };
  }
}
