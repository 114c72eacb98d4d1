import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  connectors,
  defineConnector,
  Greenhouse,
  inbound,
  type Connector,
  type Reader,
} from '@hrflow-sync/connectors';
import { loadWorkflows, UserError } from '@hrflow-sync/core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { z } from 'zod';
import { runCommand } from '../../../test/support/command.js';
import { docsCommand } from '../src/commands/docs.js';
import { fieldsOf, type JsonSchema } from '../src/docs/fields.js';
import { readReadme } from '../src/docs/readme.js';
import { reference } from '../src/docs/reference.js';

const PAGE = 'greenhouse/update_profiles_in_hrflow.md';
const pages = reference(connectors);
const actions = connectors.flatMap((connector) => connector.actions);
const ours = pages.get(PAGE) ?? '';

/** An action as the manifest describes it. */
interface DescribedAction extends Readonly<Record<'name' | 'mode' | 'direction' | 'data_type', string>> {
  readonly supports_incremental: boolean;
  readonly pull_parameters: JsonSchema;
  readonly push_parameters: JsonSchema;
  readonly origin_data_schema: JsonSchema;
  readonly target_data_schema: JsonSchema;
}

function manifestOf(from: ReadonlyMap<string, string>, subtype: string) {
  const { connectors: all } = JSON.parse(from.get('manifest.json') ?? '') as {
    connectors: (Record<string, unknown> & { actions: DescribedAction[] })[];
  };
  const { actions: described = [], ...info } = all.find((each) => each['subtype'] === subtype) ?? {};
  return { info: info as Record<string, unknown>, actions: described };
}

/** A connector whose schemas have what Greenhouse's do not. */
function oddConnector(): Connector {
  const { update_profiles_in_hrflow: action } = Greenhouse;
  const parameters = z
    .strictObject({
      stage: z.enum(['open', 'closed']).nullable().default('open').describe('either a | b\n  or neither'),
      limit: z.int().describe('how many'),
      ids: z.array(z.string()).describe('which'),
      since: z.union([z.string(), z.int()]).optional(),
      statuses: z.array(z.int()).nullable().default(null).describe('which are archived'),
    })
    .refine(({ statuses }) => statuses !== null, { path: ['statuses'], error: 'say which' });
  const { incremental: _, ...reader } = action.origin;
  const origin = { ...reader, parameters, endpoints: [] } as unknown as Reader<
    unknown,
    typeof parameters,
    unknown
  >;
  const target = action.target as never;
  return defineConnector({
    ...Greenhouse.info,
    name: 'Odd ATS',
    subtype: 'oddats',
    type: 'Job Board',
    credentials: z.strictObject({
      key: z.string().nullable().default(null),
      host: z.enum(['a', 'b']).default('a'),
    }),
    actions: {
      archive_profiles_in_hrflow: inbound({
        mode: 'archive',
        entity: 'profile',
        description: 'odd',
        origin,
        target,
        format: (item) => item,
      }),
    },
  });
}

describe('the reference pages', () => {
  it('name the endpoints, and what an incremental run does not see', () => {
    for (const { name, url, description } of Greenhouse.update_profiles_in_hrflow.origin.endpoints) {
      expect(ours).to.include(`| **[${name}](${url})** | ${description} |`);
    }
    expect(ours).to.include(Greenhouse.update_profiles_in_hrflow.origin.incremental?.blindSpots);
  });

  it('show enumerations, unions, numbers and text that would break a table', () => {
    const page = reference([oddConnector()]).get('oddats/archive_profiles_in_hrflow.md') ?? '';
    expect(page).to.include(
      '| `stage` | `"open"\\|"closed"\\|null` | `"open"` | either a \\| b or neither |',
    );
    expect(page).to.include('| `limit` :red_circle: | `integer` | None | how many |');
    expect(page).to.include('| `since` | `string\\|integer` | None |');
    expect(page).to.include('**Incremental runs.** Not supported');
    expect(page).not.to.include('Odd ATS endpoints used');
    for (const line of ['stage: "open",', 'limit: 0,', "ids: [env('ODDATS_IDS')],", 'since: undefined,']) {
      expect(page).to.include(line);
    }
  });

  it('say of each archiving action what it takes for archived', () => {
    for (const { description, origin, mode, name, connector, direction } of actions) {
      if (mode !== 'archive' || direction === 'outbound') continue;
      const parameters = Object.values(fieldsOf(origin.parameters)).map((field) => field.description);
      const told = [description.replace(/^Send \*\*archived\*\* /, ''), ...parameters].join('\n');
      expect(told, `${connector.subtype}.${name}`).to.match(/archiv|clos|reject|delet|cancel/i);
    }
  });

  it('take credentials from the environment, optional ones too', () => {
    const page = reference([oddConnector()]).get('oddats/archive_profiles_in_hrflow.md') ?? '';
    expect(page).to.match(/connectorAuth: \{\s+key: env\('ODDATS_KEY'\),\s+host: "a",\s+\}/);
  });

  it('are linked from a table of connectors, and described for programs', () => {
    const readme = pages.get('README.md') ?? '';
    const links = [...readme.matchAll(/\]\(([\w./]+\.md)\)/g)].map(([, path]) => path);
    expect(links).to.deep.equal([...pages.keys()].filter((path) => path.includes('/')));
    const { info, actions: described } = manifestOf(pages, 'greenhouse');
    const action = described.find(({ name }) => name === 'update_profiles_in_hrflow');
    expect(info).to.deep.include({ name: 'Greenhouse', type: 'ATS', url: Greenhouse.info.url });
    expect(action).to.include({ data_type: 'profile', mode: 'update', direction: 'inbound' });
    expect(action).to.include({ origin: 'Greenhouse', target: 'HrFlow', supports_incremental: true });
    expect(action?.origin_data_schema).to.deep.equal({});
    expect(action?.target_data_schema.properties).to.include.keys('reference', 'info', 'educations');
    expect(action?.push_parameters.required).to.deep.equal(['source_key']);
    // Zod leaves this default out, because the ids are transformed.
    expect(action?.pull_parameters.properties?.['candidate_ids']).to.include({ default: null });
    expect(manifestOf(reference([oddConnector()]), 'oddats').info['type']).to.equal('JOBBOARD');
  });

  describe("'s examples", () => {
    const here = dirname(fileURLToPath(import.meta.url));
    let folder: string;

    beforeEach(async () => {
      // In the workspace, so that `hrflow-sync` is found as in a user's project.
      folder = await mkdtemp(join(here, '.tmp-docs-'));
      for (const [path, page] of pages) {
        const [, source] = /```ts\n(.*?)```/s.exec(page) ?? [];
        if (source !== undefined)
          await writeFile(join(folder, path.replace('/', '-').replace(/md$/, 'ts')), source);
      }
      const config = { extends: '../../../../tsconfig.test.json', include: ['*.ts'] };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('compile, and load as workflows without a problem', async () => {
      const compiler = join(
        dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
        'bin/tsc',
      );
      await promisify(execFile)(process.execPath, [compiler, '-p', folder]).catch(
        (error: { stdout: string }) => {
          throw new Error(error.stdout);
        },
      );
      const { workflows, problems } = await loadWorkflows(folder);
      expect(problems).to.deep.equal([]);
      expect(workflows.size).to.equal(pages.size - 2);
    });
  });

  describe('on disk', () => {
    let root: string;
    let directory: string;
    const update = () => docsCommand({ directory, check: false });
    const check = () => docsCommand({ directory, check: true });

    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), 'hrflow-sync-docs-'));
      directory = join(root, 'reference');
    });
    afterEach(() => rm(root, { recursive: true, force: true }));

    it('are all missing at first; once written, they pass the check', async () => {
      const before = await failure(check());
      expect(before.code).to.equal('docs_stale');
      for (const path of pages.keys()) expect(before.message).to.include(`${path} (missing)`);
      expect(await readdir(root)).to.deep.equal([]);
      await update();
      expect(await check()).to.include('up to date');
      expect(await readFile(join(directory, PAGE), 'utf8')).to.equal(ours);
    });

    it('are stale once changed or their action is gone, until written again', async () => {
      await update();
      await writeFile(join(directory, PAGE), ours.replace('XAPIKeyAuth', 'the key'));
      await writeFile(join(directory, 'manifest.json'), '{}');
      await mkdir(join(directory, 'gone'));
      await writeFile(join(directory, 'gone/create_jobs_in_hrflow.md'), ours);
      const { code, message } = await failure(check());
      expect(code).to.equal('docs_stale');
      expect(message).to.include(
        `manifest.json (changed), ${PAGE} (changed), gone/create_jobs_in_hrflow.md (orphaned).`,
      );
      await update();
      await check();
      expect(await readdir(join(directory, 'gone'))).to.deep.equal([]);
    });

    it('leave files of other people alone', async () => {
      await mkdir(join(directory, 'notes'), { recursive: true });
      await writeFile(join(directory, 'notes/own.md'), '# Mine\n');
      await update();
      await check();
      await writeFile(join(directory, 'README.md'), '# Mine\n');
      await rm(join(directory, PAGE));
      const { code, message } = await failure(update());
      expect(code).to.equal('docs_in_the_way');
      expect(message).to.include('README.md (foreign)').and.not.include(PAGE);
      expect(await readFile(join(directory, 'README.md'), 'utf8')).to.equal('# Mine\n');
      expect(await readdir(join(directory, 'greenhouse'))).to.not.include(PAGE.split('/')[1]);
      expect(await readFile(join(directory, 'notes/own.md'), 'utf8')).to.equal('# Mine\n');
    });

    describe('and the table of connectors in a README', () => {
      const README = `# Ours\n\n<!-- connectors: written by \`hrflow-sync docs\` -->\nold\n<!-- /connectors -->\n\nMore.\n`;
      let readme: string;
      const withReadme = (check = false) => docsCommand({ directory, readme, check });

      beforeEach(async () => {
        readme = join(root, 'README.md');
        await writeFile(readme, README);
      });

      it('are kept up to date together', async () => {
        await update();
        const { code, message } = await failure(withReadme(true));
        expect([code, message.includes(`${readme} (changed)`)]).to.deep.equal(['docs_stale', true]);
        expect(await withReadme()).to.include(`${readme} (changed)`);
        expect(await withReadme(true)).to.include('up to date');
        const text = await readFile(readme, 'utf8');
        expect(text).to.match(/^# Ours\n\n<!-- connectors[^]*<!-- \/connectors -->\n\nMore\.\n$/);
        expect(text).to.not.include('old');
      });

      it('link to each action once, and every link leads to a page', async () => {
        await withReadme();
        const links = [...(await readFile(readme, 'utf8')).matchAll(/\]\((reference\/[^)]+)\)/g)];
        const paths = links.map(([, path = '']) => path);
        expect(paths).to.have.members(
          actions.map(({ connector, name }) => `reference/${connector.subtype}/${name}.md`),
        );
        for (const path of paths) expect(await readFile(join(root, path), 'utf8')).to.match(/^# /);
      });

      it('leave a README without a place for it alone', async () => {
        for (const text of ['# Ours\n', '<!-- /connectors -->']) {
          await writeFile(readme, text);
          await withReadme();
          await withReadme(true);
          expect(await readFile(readme, 'utf8')).to.equal(text);
        }
        await rm(readme);
        expect(await withReadme(true)).to.include('up to date');
      });
    });

    it('can not lie in a file', async () => {
      await writeFile(directory, '');
      expect((await failure(update())).code).to.equal('docs_directory_unusable');
      expect((await failure(check())).code).to.equal('docs_directory_unusable');
    });

    it('are checked by a command that says what to type', async () => {
      const { code, err } = await runCommand(['docs', '--check', '--directory', directory], {});
      expect(code).to.equal(2);
      expect(err).to.include(`pnpm hrflow-sync docs --directory ${directory} [docs_stale]`);
    });
  });
});

describe('what is written by hand', () => {
  const ROOT = new URL('../../../', import.meta.url);

  it('in README.md has a place for the table of connectors', async () => {
    const readme = await readReadme(fileURLToPath(new URL('README.md', ROOT)), 'docs/connectors', connectors);
    expect(readme?.text).to.equal(readme?.wanted).and.be.a('string');
  });

  it('in docs/configuration.md has every base URL that can be replaced', async () => {
    const page = await readFile(new URL('docs/configuration.md', ROOT), 'utf8');
    for (const { origin, target, connector } of actions) {
      for (const { baseUrlVariable, baseUrl } of [origin.api, target.api]) {
        expect(page, connector.name).to.match(
          new RegExp(`\\| \`${baseUrlVariable}\` +\\| \`${baseUrl}\` +\\|`),
        );
      }
    }
  });
});

async function failure(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(UserError);
  return error as UserError;
}
