import {
  connectRedis,
  createLogger,
  DeadLetters,
  Eraser,
  Ledger,
  openQueues,
  Pauses,
  readConfig,
  type OpenQueues,
} from '@hrflow-sync/core';
import { CliConfig } from '../config.js';
import { openRedis } from '../redis.js';

/** What an operator works with: no workflow files, no credentials, only what is in Redis. */
export interface Desk {
  readonly ledger: Ledger;
  readonly letters: DeadLetters;
  readonly pauses: Pauses;
  readonly queues: OpenQueues;
  readonly eraser: Eraser;
}

/** Opens the desk for as long as `work` takes. */
export async function atDesk<Result>(
  environment: NodeJS.ProcessEnv,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(CliConfig, environment);
  const logger = createLogger({ level: config.LOG_LEVEL ?? 'warn', pretty: process.stderr.isTTY });
  const redis = await openRedis(config, logger);
  const connection = connectRedis(redis.url, {
    role: 'worker',
    name: 'hrflow-sync:operator',
    onError: (error) => logger.error({ error: error.message }, 'redis'),
  });
  const queues = openQueues(connection, config.REDIS_PREFIX);
  const ledger = new Ledger(connection, config.REDIS_PREFIX);
  try {
    return await work({
      ledger,
      queues,
      letters: new DeadLetters(ledger, queues),
      pauses: new Pauses(connection, config.REDIS_PREFIX),
      eraser: new Eraser(connection, config.REDIS_PREFIX, queues, ledger),
    });
  } finally {
    await queues.close();
    connection.disconnect();
    await redis.stop();
  }
}
