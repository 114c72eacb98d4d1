import { createEngineEvents, type Workflow } from '@hrflow-sync/core';
import { startWorker, WorkerConfig } from '@hrflow-sync/worker';
import { appendFileSync } from 'node:fs';
import { pagesOf, workflowOver, type Item } from './engine-fixture.js';

/*
 * A worker in a process of its own, over a world of numbered items in which one is poison. What was pushed is
 * appended to a file, so that it is known after the process has died.
 */
const { REDIS_URL = '', PREFIX = '', PUSHED_FILE = '', POISON = '', WHERE = '' } = process.env;

const poisonous = (item: Item): void => {
  if (item.reference !== 'item-13') return;
  if (POISON === 'exit') process.exit(1);
  for (;;) {
    // An endless loop: nothing else of this process moves any more.
  }
};

const workflow: Workflow = workflowOver(
  {
    pull: pagesOf(60, 30),
    push: (item) => {
      if (WHERE === 'push') poisonous(item);
      appendFileSync(PUSHED_FILE, `${item.reference}\n`);
      return 'written';
    },
  },
  {
    logics: [
      (item) => {
        if (WHERE === 'logics') poisonous(item as Item);
        return item;
      },
    ],
  },
);

await startWorker({
  redis: REDIS_URL,
  prefix: PREFIX,
  workflows: new Map([[workflow.id, workflow]]),
  environment: {},
  events: createEngineEvents(),
  config: WorkerConfig.parse({ PUSH_CONCURRENCY: 8 }),
  lockDurationMs: 1_000,
  watchdog: true,
});
