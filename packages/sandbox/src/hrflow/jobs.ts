import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { jobItem, type ItemLedger } from '../records/items.js';
import type { Containers } from './containers.js';
import { success, unableToFind } from './envelope.js';
import type { JobStore, StoredJob } from './job-store.js';
import { jobContentOf } from './job.js';
import type { Rejections } from './rejections.js';
import {
  archives,
  checkAddress,
  dateOf,
  readAddress,
  readWrite,
  taken,
  type Addressed,
  type ItemAddress,
} from './request.js';
import type { Routes } from './routes.js';
import { listed } from './storing.js';

/** `job/…`: jobs on their boards. */
export class JobRoutes {
  readonly routes: Routes = {
    'job/indexing': {
      GET: (call) => this.#get(call),
      POST: (call) => this.#post(call),
      PUT: (call) => this.#put(call),
    },
    'job/indexing/archive': { PATCH: (call) => this.#archive(call) },
    'storing/jobs': { GET: (call) => this.#list(call) },
  };

  constructor(
    private readonly boards: Containers<JobStore>,
    private readonly ledger: ItemLedger,
    private readonly rejections: Rejections,
  ) {}

  /** The reference a request is about, also when it names a key. */
  referenceOf(call: Call): string | undefined {
    if (!call.path.startsWith('job/')) return undefined;
    return this.#named(call.method === 'GET' ? readAddress(call.query, 'job') : readWrite(call, 'job'));
  }

  #get(call: Call): Answer {
    const address = readAddress(call.query, 'job');
    const board = this.boards.find(address.container);
    checkAddress(address);
    const named = this.#named(address);
    if (named !== undefined) this.ledger.add(jobItem(named), 'reads');
    return success(200, 'Job details', board.json(find(board, address)));
  }

  #post(call: Call): Answer {
    const request = readWrite(call, 'job');
    const board = this.boards.find(request.container);
    const { reference, item } = request;
    return this.rejections.unless(reference === undefined ? undefined : jobItem(reference), () => {
      // The wording is captured for profiles only; that jobs do the same is unverified.
      if (reference !== undefined && board.find({ reference })) throw taken('job', reference);
      const content = JSON.stringify(jobContentOf(item, 'post'));
      const nowMs = Date.now();
      const job = board.create(reference ?? null, content, dateOf(item['created_at']) ?? nowMs, nowMs);
      this.ledger.wrote(jobItem(job.reference ?? job.key), 'posts', content);
      return success(201, 'Job created', board.json(job));
    });
  }

  #put(call: Call): Answer {
    const request = readWrite(call, 'job');
    const board = this.boards.find(request.container);
    checkAddress(request);
    const named = this.#named(request);
    return this.rejections.unless(named === undefined ? undefined : jobItem(named), () => {
      const job = find(board, request);
      const reference = request.reference ?? job.reference;
      if (reference !== null && reference !== job.reference && board.find({ reference })) {
        throw taken('job', reference);
      }
      const content = JSON.stringify(jobContentOf(request.item, 'put'));
      const replaced = board.replace(job, content, reference, Date.now());
      this.ledger.wrote(jobItem(reference ?? job.key), 'puts', content);
      return success(200, 'Job edited', board.json(replaced));
    });
  }

  #archive(call: Call): Answer {
    const request = readWrite(call, 'job');
    const board = this.boards.find(request.container);
    checkAddress(request);
    const job = find(board, request);
    const nowMs = Date.now();
    // Archiving twice is unverified; here it keeps the first date.
    board.archive(job, archives(request) ? (job.archivedAtMs ?? nowMs) : undefined, nowMs);
    this.ledger.add(jobItem(job.reference ?? job.key), 'archives');
    return success(200, 'Job archived', JSON.stringify({ key: job.key }));
  }

  #list(call: Call): Answer {
    return listed<JobStore, StoredJob>(call.query, 'job', this.boards, (board) => ({
      entries: board.all(),
      json: (job) => board.json(job),
    }));
  }

  #named(address: Addressed): string | undefined {
    if (address.reference !== undefined) return address.reference;
    const board = address.container === undefined ? undefined : this.boards.get(address.container);
    return board?.find(address)?.reference ?? address.key;
  }
}

function find(board: JobStore, address: ItemAddress): StoredJob {
  const job = board.find(address);
  if (job === undefined) throw unableToFind('job');
  return job;
}
