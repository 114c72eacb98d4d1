import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Greenhouse, KnownSecrets } from '@hrflow-sync/connectors';
import {
  createEngineEvents,
  createLogger,
  defineWorkflow,
  env,
  readConfig,
  resolveEnvironment,
  resolveWorkflow,
  startHttpServer,
  UserError,
  type Workflow,
} from '@hrflow-sync/core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';

const KEY = 'gh_0123456789abcdef';

describe('a variable in a file', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-secrets-'));
    file = join(folder, 'key');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const resolve = (environment: NodeJS.ProcessEnv): unknown =>
    resolveEnvironment({ auth: env('API_KEY') }, environment, 'connectorAuth');

  it('is read without the line break at its end, and with any other', async () => {
    for (const [content, value] of [
      [KEY, KEY],
      [`${KEY}\n`, KEY],
      [`${KEY}\r\n`, KEY],
      [`${KEY}\n\n`, `${KEY}\n`],
      [` ${KEY} `, ` ${KEY} `],
    ] as const) {
      await writeFile(file, content);
      expect(resolve({ API_KEY_FILE: file })).to.deep.equal({ auth: value });
    }
  });

  it('is missing when the file is empty', async () => {
    await writeFile(file, '\n');
    expect(() => resolve({ API_KEY_FILE: file }))
      .to.throw(/API_KEY/)
      .with.property('code', 'environment_variable_missing');
  });

  it('is refused, with variable and path, when it can not be read or is far too large', async () => {
    const refused = (path: string): UserError => {
      try {
        resolve({ API_KEY_FILE: path });
      } catch (error) {
        return error as UserError;
      }
      throw new Error('not refused');
    };
    await writeFile(file, 'x'.repeat(65 * 1024));
    for (const [path, reason] of [
      [join(folder, 'nowhere'), 'ENOENT'],
      [folder, 'EISDIR'],
      [file, '64 KiB'],
    ] as const) {
      const { code, message, path: variable } = refused(path);
      expect({ code, variable }).to.deep.equal({
        code: 'environment_file_unreadable',
        variable: 'API_KEY_FILE',
      });
      expect(message).to.contain(path).and.to.contain('API_KEY_FILE').and.to.contain(reason);
    }
  });

  it('is refused when the variable itself is set as well: nobody could tell which counts', async () => {
    await writeFile(file, KEY);
    expect(() => resolve({ API_KEY: KEY, API_KEY_FILE: file }))
      .to.throw(UserError)
      .with.property('code', 'environment_variable_twice');
    expect(resolve({ API_KEY: '', API_KEY_FILE: file })).to.deep.equal({ auth: KEY });
  });

  it('is a setting too', async () => {
    await writeFile(file, 'redis://:pass@redis:6379\n');
    const schema = z.object({ REDIS_URL: z.string(), PORT: z.coerce.number().default(1) });
    expect(readConfig(schema, { REDIS_URL_FILE: file, PORT: '' })).to.deep.equal({
      REDIS_URL: 'redis://:pass@redis:6379',
      PORT: 1,
    });
  });
});

describe('resolved credentials', () => {
  it('are nowhere to be seen in a resolved workflow', () => {
    const definition = defineWorkflow({
      id: 'candidates',
      action: Greenhouse.update_profiles_in_hrflow,
      connectorAuth: { auth: env('KEY') },
      hrflowAuth: { api_secret: KEY, api_user: 'ada@example.com' },
      pushParameters: { source_key: 'source' },
    });
    const workflow = { ...definition, pullParameters: {} } as unknown as Workflow;
    const resolved = resolveWorkflow(workflow, { KEY });
    expect(resolved.origin.credentials.reveal()).to.deep.equal({ auth: KEY });
    for (const seen of [inspect(resolved, { depth: 9, showHidden: true }), JSON.stringify(resolved)]) {
      expect(seen).to.contain('[secret]').and.not.to.contain(KEY);
    }
  });
});

describe('known secrets are not in', () => {
  const secrets = new KnownSecrets();
  secrets.add([KEY, 'with "quotes"']);

  it('any line of a log, whatever field, child or error holds them', () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: 'trace',
      pretty: false,
      secrets,
      destination: { write: (line) => void lines.push(line) },
    });
    logger.child({ bound: KEY }).trace({ deep: [{ [KEY]: KEY }], quoted: 'with "quotes"' }, `message ${KEY}`);
    logger.error(new Error(KEY, { cause: new Error(KEY) }));
    expect(lines).to.have.length(2);
    expect(lines.join(''))
      .to.contain('[secret]')
      .and.not.to.contain(KEY)
      .and.not.to.contain(String.raw`with \"quotes\"`);
    for (const line of lines) expect(JSON.parse(line)).to.be.an('object');
  });

  it('an error that an event tells of', () => {
    const events = createEngineEvents(secrets);
    const told: string[] = [];
    events.on('process.error', ({ error }) => told.push(inspect(error)));
    events.emit('process.error', {
      component: 'redis',
      error: new Error(`saw ${KEY}`, { cause: new Error(KEY) }),
    });
    expect(told.join()).to.contain('saw [secret]').and.not.to.contain(KEY);
  });

  it('a JSON answer of an HTTP server', async () => {
    const server = await startHttpServer({
      port: 0,
      host: '127.0.0.1',
      secrets,
      routes: (app) =>
        void app.get('/', (_request, response) => void response.json({ list: [`saw ${KEY}`] })),
    });
    const answer = await fetch(server.url, { headers: { connection: 'close' } });
    expect(await answer.json()).to.deep.equal({ list: ['saw [secret]'] });
    await server.close();
  });
});
