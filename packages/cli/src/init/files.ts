import type { Action } from '@hrflow-sync/connectors';
import { sidesOf } from '../docs/sides.js';
import { VERSION } from '../version.js';
import { compose } from './compose.js';
import { workflowFile, type WorkflowFile } from './workflow-file.js';

/** A project's files by path, and its workflow. */
export interface ProjectFiles {
  readonly workflow: WorkflowFile;
  readonly files: ReadonlyMap<string, string>;
}

/** Everything a project starts with. */
export function projectFiles(action: Action): ProjectFiles {
  const workflow = workflowFile(action);
  const files = new Map([
    [workflow.path, workflow.source],
    ['.env.example', environmentExample(workflow)],
    ['.gitignore', 'node_modules/\n.env\n.hrflow-sync/\n'],
    ['compose.yaml', compose()],
    ['package.json', manifest()],
    ['README.md', readme(action, workflow)],
  ]);
  return { workflow, files };
}

function environmentExample({ variables }: WorkflowFile): string {
  const lines = variables.map(({ name, field }) => `# ${field}\n${name}=\n`);
  return `# Copy to .env, which git ignores, and fill in. docs/configuration.md of hrflow-sync has the rest.

${lines.join('')}
# Opens the HTTP API of the scheduler: openssl rand -hex 32
API_TOKENS=
# The dashboard's login. Without it the dashboard can be opened on its own machine only.
DASHBOARD_USER=
DASHBOARD_PASSWORD=
`;
}

function manifest(): string {
  const document = {
    private: true,
    type: 'module',
    engines: { node: '>=20.19.0' },
    scripts: { start: 'hrflow-sync start', validate: 'hrflow-sync validate' },
    dependencies: { 'hrflow-sync': VERSION },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function readme(action: Action, { id, path }: WorkflowFile): string {
  const { origin, target } = sidesOf(action);
  return `# ${origin} to ${target}

[${path}](${path}) is one workflow of hrflow-sync. Each file in \`workflows/\` may hold one, or an array of them.

## Without an account

\`\`\`sh
npm install
npx hrflow-sync sandbox                # in one terminal: prints lines such as export HRFLOW_API_URL=…
npx hrflow-sync run ${id}   # in another one, after those lines
\`\`\`

## With your own

\`\`\`sh
cp .env.example .env                   # and fill it in
set -a; . ./.env; set +a               # commands read the environment, not the file
npx hrflow-sync validate               # files and variables
npx hrflow-sync check ${id}   # credentials and parameters, one harmless call each
npx hrflow-sync run ${id} --dry-run
npx hrflow-sync run ${id}
\`\`\`

## For good

\`\`\`sh
npm install --omit=dev
docker compose up -d --scale worker=3  # Redis, workers, the scheduler and the dashboard
docker compose exec worker npx hrflow-sync doctor
\`\`\`

The dashboard is on http://127.0.0.1:3000, the HTTP API on http://127.0.0.1:3001/api/docs once \`API_TOKENS\` is set.
`;
}
