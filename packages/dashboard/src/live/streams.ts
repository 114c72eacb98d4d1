import type { Response } from 'express';
import type { Html } from '../pages/html.js';
import { versionOf } from '../pages/parts/fragment.js';
import { Topics } from './topics.js';

/** Parts of a page by their element's id. */
export type Fragments = ReadonlyMap<string, Html>;

/** Open at once; a browser has one for each tab. */
const MOST_STREAMS = 200;
/** Kept for a client that doesn't read what it asked for. */
const MOST_UNREAD_BYTES = 1024 * 1024;
/** Proxies cut what is silent for a minute. */
const HEARTBEAT_MS = 20_000;
/** After this a browser connects anew, and has to be let in anew. */
const STREAM_LIFE_MS = 10 * 60_000;
/** How soon a browser whose stream ended comes back. */
const RECONNECT_MS = 2_000;

/** Server-sent events: parts of a page, whenever they have changed. */
export class Streams {
  private readonly topics = new Topics();
  private readonly open = new Set<() => void>();

  /**
   * Answers with the fragments of a page as they change.
   * @param read opens a reader of what the page shows; everybody on the same topic shares one
   */
  serve<Model>(
    response: Response,
    {
      topic,
      read,
      render,
    }: { topic: string; read: () => () => Promise<Model>; render: (model: Model) => Fragments },
  ): void {
    if (this.open.size >= MOST_STREAMS) {
      response.status(503).set('Retry-After', '30').json({ error: 'too_many_streams' });
      return;
    }
    response.set({
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    const sent = new Map<string, string>();
    const stop = this.topics.watch(topic, read, (model: Model) => {
      const changed = changedSince(sent, render(model));
      if (changed.length === 0 || response.writableEnded) return;
      response.write(`data: ${JSON.stringify(changed)}\n\n`);
      // It comes back on its own, should it be a browser.
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    });
    const heartbeat = setInterval(() => {
      if (!response.writableEnded) response.write(': still here\n\n');
    }, HEARTBEAT_MS);
    const end = (): void => void response.end();
    const life = setTimeout(end, STREAM_LIFE_MS);
    this.open.add(end);
    response.on('close', () => {
      stop();
      clearInterval(heartbeat);
      clearTimeout(life);
      this.open.delete(end);
    });
  }

  /** Ends all of them. */
  close(): void {
    for (const end of this.open) end();
  }
}

interface Change {
  readonly id: string;
  readonly version: string;
  readonly html: string;
}

function changedSince(sent: Map<string, string>, fragments: Fragments): Change[] {
  const changes: Change[] = [];
  for (const [id, { text }] of fragments) {
    const version = versionOf(text);
    if (sent.get(id) === version) continue;
    sent.set(id, version);
    changes.push({ id, version, html: text });
  }
  return changes;
}
