import {
  Audit,
  connectRedis,
  createLogger,
  DataKeys,
  DeadLetters,
  Eraser,
  openQueues,
  readConfig,
  type OpenQueues,
} from '@hrflow-sync/core';
import { CliConfig, knownSecrets } from '../config.js';
import { lookoutAt, type Lookout } from '../progress/follow.js';
import { openRedis } from '../redis.js';
import { colorsFor } from '../terminal.js';

/** What an operator works with: no workflow files, no credentials, only what is in Redis. */
export interface Desk extends Lookout {
  readonly letters: DeadLetters;
  readonly queues: OpenQueues;
  readonly audit: Audit;
  /** For what has a store of its own. */
  readonly redis: ReturnType<typeof connectRedis>;
  readonly prefix: string;
  readonly eraser: Eraser;
  readonly environment: NodeJS.ProcessEnv;
}

/** Opens the desk for as long as `work` takes. */
export async function atDesk<Result>(
  environment: NodeJS.ProcessEnv,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(CliConfig, environment);
  const dataKeys = DataKeys.read(environment);
  const secrets = knownSecrets(config, environment);
  const logger = createLogger({
    level: config.LOG_LEVEL ?? 'warn',
    pretty: process.stderr.isTTY,
    colors: colorsFor(process.stderr, environment).isColorSupported,
    secrets,
  });
  const redis = await openRedis(config, logger);
  const connection = connectRedis(redis.access, {
    role: 'worker',
    name: 'hrflow-sync:operator',
    onError: (error) => logger.error({ error: error.message }, 'redis'),
  });
  const queues = openQueues(connection, config.REDIS_PREFIX);
  const lookout = lookoutAt(connection, config.REDIS_PREFIX, dataKeys);
  try {
    return await work({
      ...lookout,
      queues,
      letters: new DeadLetters(lookout.ledger, queues),
      eraser: new Eraser(connection, config.REDIS_PREFIX, queues, lookout.ledger, dataKeys),
      audit: new Audit(connection, config.REDIS_PREFIX),
      redis: connection,
      prefix: config.REDIS_PREFIX,
      environment,
    });
  } finally {
    await queues.close();
    connection.disconnect();
    await redis.stop();
  }
}
