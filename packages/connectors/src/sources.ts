import { breezyhrSource } from './breezyhr/webhook.js';
import { greenhouseSource } from './greenhouse/webhook.js';
import { hrflowSource } from './hrflow/webhook.js';
import { jazzhrSource } from './jazzhr/webhook.js';

/** Senders of events that sign in a way of their own, by name. */
export const EVENT_SOURCES = {
  hrflow: hrflowSource,
  greenhouse: greenhouseSource,
  jazzhr: jazzhrSource,
  breezyhr: breezyhrSource,
} as const;
