import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectRedis, freePort, isPortFree, readConfig, type RunResult } from '@hrflow-sync/core';
import { DISCARD_TAG, type Sandbox } from '@hrflow-sync/sandbox';
import type { Colors } from 'picocolors/types.js';
import { setTimeout as delay } from 'node:timers/promises';
import { CliConfig } from '../config.js';
import { disagreements } from '../demo/verdict.js';
import { WorkerProcess } from '../demo/worker-process.js';
import { startDemoWorld } from '../demo/world.js';
import { openDeployment, type Deployment } from '../deployment.js';
import { followRun, lookoutAt, type Lookout } from '../progress/follow.js';
import { createProgress } from '../progress/progress.js';
import { describeResult } from '../progress/words.js';
import { colorsFor } from '../terminal.js';
import { untilStopped } from '../until-stopped.js';
import { serve, type Serving } from './serve.js';

const WORKFLOWS_DIR = fileURLToPath(new URL('../../demo', import.meta.url));
const WORKFLOW_ID = 'greenhouse-candidates';
const POLL_MS = 50;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * Shows the product at work without an account anywhere: a private Redis, doubles of Greenhouse and
 * HrFlow, every role, one scheduled run. Resolves to the exit code.
 */
export async function runDemo(environment: NodeJS.ProcessEnv, { once }: { once: boolean }): Promise<number> {
  const colors = colorsFor(process.stdout, environment);
  const dataRoot = readConfig(CliConfig, environment).DATA_DIR;
  await mkdir(dataRoot, { recursive: true });
  const dataDir = await mkdtemp(join(dataRoot, 'demo-'));
  const world = await startDemoWorld();
  try {
    say(`${colors.dim('Doubles of Greenhouse and HrFlow.ai')} ${world.sandbox.url}`);
    return await withRoles(demoEnvironment(environment, world.sandbox, dataDir), dataDir, async (parts) => {
      const result = await watchRun(parts.lookout, environment);
      const wrong = disagreements(result, world.sandbox, {
        discardTag: DISCARD_TAG,
        rejected: world.rejected,
      });
      say(`\n${describeResult(result, colors)}\n\n${verdict(wrong, colors)}`);
      if (!once) {
        say(whereToLook(parts, world.sandbox, world.rejected, colors));
        await untilStopped();
      }
      return wrong.length === 0 && result.status === 'success_with_failures' ? 0 : 1;
    });
  } finally {
    await world.sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function demoEnvironment(
  environment: NodeJS.ProcessEnv,
  sandbox: Sandbox,
  dataDir: string,
): NodeJS.ProcessEnv {
  const own = { ...sandbox.environment, WORKFLOWS_DIR, DATA_DIR: dataDir };
  // Its Redis is its own, and its dashboard has no login, whatever the product's is. A value is set once, or in a file.
  const others = Object.entries(environment).filter(([name]) => {
    const variable = name.replace(/_FILE$/, '');
    const isOfRedis = variable === 'REDIS_URL' || variable.startsWith('REDIS_TLS_');
    return !isOfRedis && !variable.startsWith('DASHBOARD_') && !(variable in own);
  });
  return { ...Object.fromEntries(others), ...own };
}

interface DemoParts {
  readonly serving: Serving;
  readonly lookout: Lookout;
  readonly worker: WorkerProcess;
  readonly workerMetricsUrl: string;
}

async function withRoles<Result>(
  environment: NodeJS.ProcessEnv,
  dataDir: string,
  work: (parts: DemoParts) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(CliConfig, environment);
  const deployment = await openDeployment({ config, environment, defaultLogLevel: 'error' });
  const metricsPort = await freePort();
  const worker = new WorkerProcess(
    {
      LOG_LEVEL: 'info',
      ...environment,
      REDIS_URL: deployment.redis.url,
      METRICS_PORT: String(metricsPort),
      HOST: '127.0.0.1',
    },
    join(dataDir, 'worker.log'),
  );
  const connection = connectRedis(deployment.redis, { role: 'worker', name: 'hrflow-sync:demo' });
  let serving: Serving | undefined;
  try {
    worker.start();
    serving = await serveOnAnyPort(deployment);
    const lookout = lookoutAt(connection, deployment.prefix, deployment.dataKeys);
    return await work({ serving, lookout, worker, workerMetricsUrl: `http://127.0.0.1:${metricsPort}` });
  } finally {
    await worker.stop();
    await serving?.close();
    connection.disconnect();
    await deployment.close();
  }
}

/** The dashboard's usual port, or any other where that is taken. */
async function serveOnAnyPort(deployment: Deployment): Promise<Serving> {
  const { config } = deployment;
  // Looked at before: a second try would register each metric of this process again.
  const PORT = (await isPortFree(config.PORT)) ? config.PORT : 0;
  return serve({ ...deployment, config: { ...config, PORT } }, ['scheduler', 'dashboard']);
}

async function watchRun(lookout: Lookout, environment: NodeJS.ProcessEnv): Promise<RunResult> {
  const words = { title: WORKFLOW_ID, hint: 'Ctrl-C ends the demo' };
  const progress = createProgress(process.stdout, words, environment);
  let runId: string | undefined;
  while (runId === undefined) {
    progress.show(undefined);
    runId = (await lookout.ledger.latestRuns(1, WORKFLOW_ID))[0]?.runId;
    await delay(POLL_MS);
  }
  const result = await followRun(lookout, runId, (snapshot) => progress.show(snapshot));
  progress.clear();
  return result;
}

function verdict(wrong: readonly string[], colors: Colors): string {
  if (wrong.length === 0) return colors.green('The doubles counted the same, item by item.');
  return colors.red(`The doubles disagree:\n  ${wrong.slice(0, 10).join('\n  ')}`);
}

function whereToLook(
  { serving, worker, workerMetricsUrl }: DemoParts,
  sandbox: Sandbox,
  rejected: readonly string[],
  colors: Colors,
): string {
  const accept = `curl -X POST ${sandbox.url}/sandbox/accept -d '${JSON.stringify({ references: rejected })}'`;
  return `
${colors.bold('Three items were rejected and wait for you')}
  Dashboard    ${serving.url}/
  Bull Board   ${serving.url}/queues/queue/pushes?status=failed
  Let HrFlow accept them, then press retry:
               ${accept}

${colors.bold('Metrics')}
  worker       ${workerMetricsUrl}/metrics
  dashboard    ${serving.url}/metrics

${colors.bold('Nothing gets lost')}
  Start the demo again and kill its worker while it runs: kill -9 <pid>. This one's is ${worker.pid ?? 'gone'}.

${colors.bold('With your own keys')}
  Put workflow files into workflows/ (this one's is ${join(WORKFLOWS_DIR, 'candidates.ts')}), set
  GREENHOUSE_API_KEY, HRFLOW_API_SECRET, HRFLOW_API_USER and HRFLOW_SOURCE_KEY, then:
               hrflow-sync run ${WORKFLOW_ID} --dry-run
               hrflow-sync start

Ctrl-C ends the demo.`;
}
