import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createEngineEvents,
  FolderWatch,
  WorkflowFolder,
  type EngineEvents,
  type FolderChange,
} from '@hrflow-sync/core';
import { expect } from 'chai';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder as Files,
} from '../../../../test/support/workflow-folder.js';

const named = (id: string, options = ''): string =>
  candidatesWorkflow(options).replace("'candidates'", `'${id}'`);
const BROKEN = 'export default defineWorkflow({';

describe('a folder of workflow files', () => {
  let files: Files;

  beforeEach(async () => {
    files = await createWorkflowFolder({ 'a.ts': named('a'), 'b.ts': named('b') });
  });
  afterEach(() => files.remove());

  it('has nothing new while no file changes', async () => {
    const folder = await WorkflowFolder.open(files.path);
    expect(await folder.refresh()).to.equal(undefined);
  });

  it('follows its files: one changed, one removed, one added, in the map it gave before', async () => {
    const folder = await WorkflowFolder.open(files.path);
    const { workflows } = folder;
    await files.write('a.ts', named('a', 'schedule: { every: 5000 },'));
    await rm(join(files.path, 'b.ts'));
    await files.write('c.ts', named('c'));
    expect(await folder.refresh()).to.deep.equal({ added: ['c'], removed: ['b'], kept: [], restart: [] });
    expect([...workflows.keys()]).to.deep.equal(['a', 'c']);
    expect(workflows.get('a')?.schedule).to.deep.equal({ every: 5_000 });
  });

  for (const [what, source] of Object.entries({
    'can not be loaded': BROKEN,
    'is not valid': named('b', "schedule: { cron: 'never' },"),
  })) {
    it(`keeps a workflow as it last was while its file ${what}, and follows the others`, async () => {
      const folder = await WorkflowFolder.open(files.path);
      const before = folder.workflows.get('b');
      await files.write('b.ts', source);
      await files.write('a.ts', named('a', 'schedule: { every: 5000 },'));
      expect(await folder.refresh()).to.deep.equal({ added: [], removed: [], kept: ['b'], restart: [] });
      expect(folder.workflows.get('b')).to.equal(before);
      expect(folder.workflows.get('a')?.schedule).to.deep.equal({ every: 5_000 });
      expect(folder.problems.map(({ file }) => file.endsWith('b.ts'))).to.deep.equal([true]);
      await files.write('b.ts', named('other'));
      expect(await folder.refresh()).to.deep.equal({
        added: ['other'],
        removed: ['b'],
        kept: [],
        restart: [],
      });
      expect(folder.problems).to.deep.equal([]);
    });
  }

  describe('whose files import', () => {
    const imports = { ts: 'export default {', js: 'export default {', json: '{' };
    const write = async (name: string, start: string, every: number): Promise<void> => {
      await mkdir(join(files.path, 'shared'), { recursive: true });
      await writeFile(join(files.path, 'shared', name), `${start} "every": ${every} }`);
    };
    const open = async (name: string): Promise<WorkflowFolder> => {
      const source = `import schedule from './shared/${name}';\n${named('a', 'schedule,')}`;
      await files.write('a.ts', source);
      return WorkflowFolder.open(files.path);
    };

    for (const [extension, start] of Object.entries(imports)) {
      it(`a .${extension} file follows that too`, async () => {
        const name = `schedule.${extension}`;
        await write(name, start, 5_000);
        const folder = await open(name);
        expect(folder.workflows.get('a')?.schedule).to.deep.equal({ every: 5_000 });
        await write(name, start, 6_000);
        expect((await folder.refresh())?.restart).to.deep.equal([]);
        expect(folder.workflows.get('a')?.schedule).to.deep.equal({ every: 6_000 });
      });
    }

    // Node's own loader has it, and gives it to nobody to take away.
    it('a .mjs file says that it takes a restart', async () => {
      await write('schedule.mjs', imports.js, 5_000);
      const folder = await open('schedule.mjs');
      await write('schedule.mjs', imports.js, 6_000);
      expect((await folder.refresh())?.restart).to.deep.equal([join('shared', 'schedule.mjs')]);
    });
  });

  it('keeps everything while it can not be read', async () => {
    const folder = await WorkflowFolder.open(files.path);
    await rm(files.path, { recursive: true });
    const error: unknown = await folder.refresh().catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'workflows_dir_unreadable' });
    expect([...folder.workflows.keys()]).to.deep.equal(['a', 'b']);
  });

  describe('that is watched', () => {
    let events: EngineEvents;
    let watch: FolderWatch;
    let changes: FolderChange[];
    let folder: WorkflowFolder;

    const start = async (lookEveryMs?: number): Promise<void> => {
      folder = await WorkflowFolder.open(files.path);
      const options = { events, onChange: (change: FolderChange) => void changes.push(change) };
      watch = new FolderWatch(folder, lookEveryMs === undefined ? options : { ...options, lookEveryMs });
    };

    beforeEach(() => {
      events = createEngineEvents();
      changes = [];
    });
    afterEach(() => watch.close());

    it('is followed once, when several files are written one after another', async () => {
      await start();
      const reloaded = once(events, 'workflows.reloaded');
      for (const id of ['a', 'b', 'c', 'd']) await files.write(`${id}.ts`, named(id, 'enabled: false,'));
      expect(await reloaded).to.deep.equal([
        { added: ['c', 'd'], removed: [], kept: [], restart: [], total: 4 },
      ]);
      expect(changes).to.have.length(1);
      expect([...folder.workflows.values()].map(({ enabled }) => enabled)).to.deep.equal([
        false,
        false,
        false,
        false,
      ]);
    });

    it('says which file broke, and what it goes on with', async () => {
      await start();
      const problem = once(events, 'workflow.problem');
      const reloaded = once(events, 'workflows.reloaded');
      await files.write('b.ts', BROKEN);
      const [{ problem: told }] = (await problem) as [{ problem: { code: string } }];
      expect(told).to.include({ code: 'workflow_file_broken' });
      expect(await reloaded).to.deep.equal([{ added: [], removed: [], kept: ['b'], restart: [], total: 2 }]);
    });

    it('is looked at regularly too, where nothing tells of a change: in a folder below', async () => {
      await mkdir(join(files.path, 'shared'));
      await start(50);
      const reloaded = once(events, 'workflows.reloaded');
      await writeFile(join(files.path, 'shared', 'names.json'), '[]');
      expect(await reloaded).to.deep.equal([{ added: [], removed: [], kept: [], restart: [], total: 2 }]);
    });

    it('is said to be gone, and followed again once it is back', async () => {
      await start(50);
      const error = once(events, 'process.error');
      await rm(files.path, { recursive: true });
      expect(await error).to.have.nested.property('[0].component', 'workflows');
      const reloaded = once(events, 'workflows.reloaded');
      await mkdir(files.path);
      await files.write('a.ts', named('a', 'enabled: false,'));
      await reloaded;
      expect(folder.workflows.get('a')?.enabled).to.equal(false);
    });
  });
});
