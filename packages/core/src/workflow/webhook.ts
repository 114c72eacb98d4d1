import {
  EVENT_SOURCES,
  hmacSource,
  secretSource,
  type Action,
  type EventParser,
  type EventSource,
} from '@hrflow-sync/connectors';
import { z } from 'zod';
import { isEnvironmentReference, type Configurable } from './env.js';
import type { FieldProblem } from './problem.js';

const SOURCE_NAMES = [
  ...(Object.keys(EVENT_SOURCES) as (keyof typeof EVENT_SOURCES)[]),
  'hmac',
  'secret',
] as const;

/** Who may post events: a provider, anybody who signs with HMAC-SHA256, or who says a secret in a header. */
export type EventSourceName = (typeof SOURCE_NAMES)[number];

/** Events that start runs of a workflow, posted to `/hooks/<workflow-id>`. */
export interface WebhookConfig<Parameters = unknown, Raw = unknown> {
  /** Signs the events; with source `secret`, comes with each in a header. */
  readonly secret: Configurable<string>;
  /** Who sends. Default: HrFlow for outbound actions, else the connector, where it signs. */
  readonly source?: EventSourceName;
  /** Where signature or secret is, for sources `hmac` and `secret`. */
  readonly header?: string;
  /** What an event asks for. Default: the action's own. Only parameters of the read, or whole items. */
  readonly parse?: EventParser<Parameters, Raw>;
}

/** A webhook ready for use. The secret is still a reference. */
export interface Webhook {
  readonly secret: Configurable<string>;
  readonly source: EventSource;
  readonly parse: EventParser;
}

/** The shape of what a workflow file says. */
export const WebhookShape = z.strictObject({
  secret: z.custom<Configurable<string>>(
    (value) => isEnvironmentReference(value) || (typeof value === 'string' && value !== ''),
    "expected a text, best as env('NAME')",
  ),
  source: z.enum(SOURCE_NAMES).optional(),
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header')
    .optional(),
  parse: z.custom<EventParser>((value) => typeof value === 'function', 'expected a function').optional(),
});

/** Fills in the action's own source and parser, or says what is missing. */
export function webhookOf(
  action: Action,
  { secret, source, header, parse }: z.output<typeof WebhookShape>,
): { readonly webhook: Webhook; readonly problems?: never } | { readonly problems: readonly FieldProblem[] } {
  const sender = source === undefined ? action.events?.source : sourceNamed(source, header);
  const parser = parse ?? action.events?.parse;
  if (sender && parser) return { webhook: { secret, source: sender, parse: parser } };
  const problems: FieldProblem[] = [];
  if (!sender) {
    const message = `required: ${action.connector.name} signs no events. Expected one of ${SOURCE_NAMES.join(', ')}; with "secret", whoever posts has to send the secret in the header x-hook-secret`;
    problems.push({ code: 'parameter_missing', path: 'webhook.source', message });
  }
  if (!parser) {
    const message = 'required: nobody knows what an event asks of this action. Expected a function';
    problems.push({ code: 'parameter_missing', path: 'webhook.parse', message });
  }
  return { problems };
}

function sourceNamed(name: EventSourceName, header: string | undefined): EventSource {
  if (name === 'hmac') return hmacSource(header);
  if (name === 'secret') return secretSource(header);
  return EVENT_SOURCES[name];
}
