/** How often what is watched is read again. */
const POLL_MS = 1_000;

type Listener<Model> = (model: Model) => void;

interface Topic {
  readonly listeners: Set<Listener<never>>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * What is watched, read once a second for all who watch it, and not at all when nobody does. A read that fails
 * is tried again: who watches is told nothing meanwhile.
 */
export class Topics {
  private readonly topics = new Map<string, Topic>();

  /** Calls `listener` now and then again. Returns how to stop. */
  watch<Model>(name: string, open: () => () => Promise<Model>, listener: Listener<Model>): () => void {
    let topic = this.topics.get(name);
    if (!topic) {
      this.topics.set(name, (topic = { listeners: new Set(), timer: undefined }));
      topic.listeners.add(listener);
      void this.poll(topic, open());
    } else topic.listeners.add(listener);
    const watched = topic;
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size > 0) return;
      clearTimeout(watched.timer);
      if (this.topics.get(name) === watched) this.topics.delete(name);
    };
  }

  private async poll<Model>(topic: Topic, read: () => Promise<Model>): Promise<void> {
    const model = await read().catch(() => undefined);
    if (topic.listeners.size === 0) return;
    if (model !== undefined) {
      for (const listener of topic.listeners) (listener as unknown as Listener<Model>)(model);
    }
    topic.timer = setTimeout(() => void this.poll(topic, read), POLL_MS);
  }
}
