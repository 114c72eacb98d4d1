import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors } from '@hrflow-sync/connectors';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { defineWorkflow, env, loadWorkflows, type FieldProblem } from '../../src/index.js';
import { checkWorkflow } from '../../src/workflow/check.js';

const actions = connectors.flatMap((connector) => connector.actions);
const FIELDS = [
  'id',
  'action',
  'connectorAuth',
  'hrflowAuth',
  'pullParameters',
  'pushParameters',
  'logics',
  'format',
  'callback',
  'schedule',
  'webhook',
  'enabled',
  'persist',
  'incremental',
  'skipUnchanged',
  'notify',
  '__proto__',
  'constructor',
  'toString',
  'unknown',
];

/** Anything a file may hold, what no JSON has among it. */
const value = fc.oneof(
  fc.anything({
    maxDepth: 3,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc
    .constantFrom<() => unknown>(
      cyclic,
      throwing,
      () => env('NAME'),
      () => Symbol('x'),
      () => actions[0],
    )
    .map((make) => make()),
  fc.record({
    cron: fc.oneof(fc.string(), fc.constantFrom('0 2 * * *', '* * * * * *', '0 0 31 2 *')),
    timezone: fc.oneof(fc.string(), fc.constantFrom('Europe/Paris', 'UTC', '__proto__')),
    every: fc.anything(),
    secret: fc.anything(),
    source: fc.anything(),
    url: fc.anything(),
    misfire: fc.anything(),
  }),
);

function cyclic(): unknown {
  const made: Record<string, unknown> = { list: [] };
  made['itself'] = made;
  (made['list'] as unknown[]).push(made);
  return made;
}
function throwing(): unknown {
  return Object.defineProperty({}, 'source_key', {
    enumerable: true,
    get() {
      throw new Error('not for you');
    },
  });
}

/** A workflow of which some fields are as they should be. */
const definition = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }),
    fc.constantFrom(...actions),
    fc.subarray(['id', 'action', 'connectorAuth', 'hrflowAuth', 'pushParameters']),
  )
  .map(([drawn, action, right]) => {
    const good: Record<string, unknown> = {
      id: 'candidates',
      action,
      connectorAuth: { auth: env('A') },
      hrflowAuth: { api_secret: env('B'), api_user: env('C') },
      pushParameters: { source_key: env('D') },
    };
    const fixed = Object.fromEntries(right.map((name) => [name, good[name]]));
    return defineWorkflow({ ...drawn, ...fixed } as never);
  });

function expectProblems(problems: readonly FieldProblem[]): void {
  expect(problems).to.have.length.above(0);
  for (const { code, path, message } of problems) {
    expect(code).to.match(/^[a-z_]+$/);
    expect(path).to.be.a('string');
    expect(message).to.be.a('string').with.length.above(0);
  }
}

describe('whatever a workflow file holds', function () {
  this.timeout(60_000);

  it('it is a workflow, or problems with a code, a path and words', () => {
    fc.assert(
      fc.property(definition, (drawn) => {
        const { workflow, problems } = checkWorkflow(drawn, 'fuzz.ts');
        if (problems) expectProblems(problems);
        else expect(workflow.id).to.match(/^[A-Za-z][\w.-]{0,63}$/);
      }),
      { numRuns: 3_000 },
    );
  });

  /** A folder with these files beside a good one. */
  const load = async (files: Readonly<Record<string, string | Uint8Array>>) => {
    const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-fuzz-'));
    try {
      for (const [name, contents] of Object.entries({ ...files, 'good.ts': GOOD })) {
        await writeFile(join(folder, name), contents);
      }
      return await loadWorkflows(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('its source is read or is a problem, and the file beside it is used', async () => {
    const source = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc
        .array(
          fc.constantFrom(
            'export default',
            'defineWorkflow(',
            '{',
            '}',
            '[',
            ']',
            ')',
            '`',
            "'",
            ';',
            '=>',
            '${',
            '/*',
            '#',
            'env("X")',
            'id:',
            '"a"',
            'null',
            'import',
            'from',
            'await',
            '\u2028',
            '\ufeff',
            '<!--',
          ),
          { maxLength: 12 },
        )
        .map((words) => words.join(' ')),
      fc.uint8Array({ maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(
        source,
        fc.constantFrom('hostile.ts', 'hostile.mjs', 'hostile.js'),
        async (text, name) => {
          const { workflows, problems } = await load({ [name]: text });
          expect([...workflows.keys()]).to.deep.equal(['good']);
          expect(problems.map(({ code }) => code)).to.deep.equal(['workflow_file_broken']);
        },
      ),
      { numRuns: 120 },
    );
  });

  const FILES: Readonly<Record<string, string>> = {
    'throws nothing': 'throw null;',
    'throws what has no text': 'throw Object.create(null);',
    'throws an error without one':
      'throw Object.defineProperty(new Error(), "message", { get() { throw 1; } });',
    'exports a proxy that is gone': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); export default proxy;`,
    'exports what throws when it is read': 'export default { get id() { throw new Error("no"); } };',
    'exports a workflow whose fields throw': `import { defineWorkflow } from 'hrflow-sync';
      export default Object.defineProperty(defineWorkflow({}), 'id', { get() { throw new Error('no'); } });`,
    'exports a workflow that contains itself': `import { defineWorkflow, Greenhouse } from 'hrflow-sync';
      const it = {}; it.it = it;
      export default defineWorkflow({ id: 'x', action: Greenhouse.update_profiles_in_hrflow, connectorAuth: it, hrflowAuth: it, pushParameters: it });`,
    'nests 100,000 deep': `export default ${'['.repeat(100_000)}${']'.repeat(100_000)};`,
    'imports what is not there': "import '../../../../etc/nothing'; export default 1;",
    'is of bytes that are no text': '\0\0\0',
    'is empty': '',
  };
  for (const [name, source] of Object.entries(FILES)) {
    it(`a file that ${name} is a problem, and the one beside it is used`, async () => {
      const { workflows, problems } = await load({ 'hostile.mjs': source });
      expect([...workflows.keys()]).to.deep.equal(['good']);
      expect(problems).to.have.length.above(0);
      for (const { file, message } of problems) {
        expect(file).to.contain('hostile.mjs');
        expect(message).to.be.a('string').with.length.above(0);
      }
    });
  }
});

const GOOD = `
import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';
export default defineWorkflow({
  id: 'good',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: { auth: env('A') },
  hrflowAuth: { api_secret: env('B'), api_user: env('C') },
  pushParameters: { source_key: env('D') },
});
`;
