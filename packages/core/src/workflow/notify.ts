import { z } from 'zod';
import { isEnvironmentReference, type Configurable } from './env.js';

/** What is worth telling. */
export interface NotifyWhen {
  /** A run ended fatal, or the workflow was paused because nothing of it would work. Default `true`. */
  readonly fatal?: boolean;
  /** A run ended with more failed items than this; `false` for never. Default `0`. */
  readonly failuresAbove?: number | false;
  /** All is well again after something was told. Default `true`. */
  readonly recovered?: boolean;
}

/** A webhook that is told how a workflow fares. */
export interface NotifyConfig {
  /** Best as `env('NAME')`: that of a chat service is a secret. https, unless private addresses are allowed. */
  readonly url: Configurable<string>;
  /** `json` (the default) for programs, `slack` for Slack and what understands its messages. */
  readonly format?: 'json' | 'slack';
  readonly when?: NotifyWhen;
  /** Lets `url` be an address inside your network, and plain http. Default `false`. */
  readonly allowPrivateAddress?: boolean;
}

/** With every default filled in. The address is still a reference. */
export interface Notify {
  readonly url: Configurable<string>;
  readonly format: 'json' | 'slack';
  readonly when: Required<NotifyWhen>;
  readonly allowPrivateAddress: boolean;
}

/** The shape of what a workflow file says. */
export const NotifyShape = z.strictObject({
  url: z.custom<Configurable<string>>(
    (value) => isEnvironmentReference(value) || (typeof value === 'string' && URL.canParse(value)),
    "expected an address, best as env('NAME')",
  ),
  format: z.enum(['json', 'slack']).default('json'),
  when: z
    .strictObject({
      fatal: z.boolean().default(true),
      failuresAbove: z.union([z.int().min(0), z.literal(false)]).default(0),
      recovered: z.boolean().default(true),
    })
    .prefault({}),
  allowPrivateAddress: z.boolean().default(false),
});
