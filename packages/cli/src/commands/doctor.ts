import { readConfig, UserError } from '@hrflow-sync/core';
import { CliConfig } from '../config.js';
import { examineApis } from '../doctor/apis.js';
import { describeFinding, inDocument, wrong, type Finding } from '../doctor/finding.js';
import { examineNode } from '../doctor/node.js';
import { examineRedis } from '../doctor/redis.js';
import { examineWorkflows } from '../doctor/workflows.js';
import { EXIT } from '../exit-code.js';
import { colorsFor } from '../terminal.js';

/** Looks at everything a deployment stands on, and prints one line each. Resolves to the exit code. */
export async function runDoctor(
  environment: NodeJS.ProcessEnv,
  { json }: { json: boolean },
): Promise<number> {
  const findings = await examine(environment);
  const ok = findings.every(({ state }) => state !== 'wrong');
  const colors = colorsFor(process.stdout, environment);
  process.stdout.write(
    json
      ? `${JSON.stringify({ ok, checks: findings.map(inDocument) }, null, 2)}\n`
      : findings.map((finding) => `${describeFinding(finding, colors)}\n`).join(''),
  );
  return ok ? EXIT.ok : EXIT.usage;
}

async function examine(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const node = examineNode(process.versions.node);
  let config: CliConfig;
  try {
    config = readConfig(CliConfig, environment);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [node, wrong('settings', error)];
  }
  const [redis, { findings, workflows }] = await Promise.all([
    examineRedis(config),
    examineWorkflows(config.WORKFLOWS_DIR, environment),
  ]);
  return [node, ...redis, ...findings, ...(await examineApis(workflows, environment))];
}
