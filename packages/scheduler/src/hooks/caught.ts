import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Caught } from '@hrflow-sync/connectors';
import { removePersonalData, resolveEnvironment, type Workflow } from '@hrflow-sync/core';
import { z } from 'zod';

/** What a parser may return. Credentials, hosts and push parameters aren't among it. */
const CaughtShape = z
  .union([
    z.strictObject({ pullParameters: z.record(z.string(), z.unknown()) }),
    z.strictObject({ items: z.array(z.unknown()).min(1) }),
    z.strictObject({ summaries: z.array(z.unknown()).min(1) }),
  ])
  .nullable();

/**
 * Reads what an event asks of a workflow; `null` for nothing.
 * @throws Error that says what is wrong with the event, or with what the parser made of it
 */
export async function readEvent(
  workflow: Workflow,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Caught | null> {
  const { webhook } = workflow;
  if (!webhook) throw new Error(`workflow ${workflow.id} has no webhook`);
  const event = parseJson(body);
  let caught: unknown;
  try {
    caught = await webhook.parse(event, headers);
  } catch (error) {
    // A parser may quote what it doesn't understand, and why it failed stays for a week.
    throw removePersonalData(error, event);
  }
  const checked = CaughtShape.safeParse(caught);
  if (!checked.success) {
    throw new Error('webhook.parse must return { pullParameters }, { items }, { summaries } or null');
  }
  return checked.data;
}

/** Node's own message quotes the text. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('its body is not JSON');
  }
}

/**
 * Whether what was caught is for this workflow: a parameter that the workflow sets itself is a condition, which
 * an event about another source, say, doesn't meet.
 */
export function isFor(workflow: Workflow, caught: Caught, environment: NodeJS.ProcessEnv): boolean {
  if (!caught.pullParameters) return true;
  const own = resolveEnvironment(workflow.pullParameters, environment, 'pullParameters') as object;
  return Object.entries(own).every(([name, value]) => {
    const said = caught.pullParameters[name];
    return said === undefined || isDeepStrictEqual(said, value);
  });
}

/** What an event is about: events about the same make one run at a time. */
export function subjectOf({ action }: Workflow, caught: Caught): string {
  const records = caught.items ?? caught.summaries ?? [];
  const about = caught.pullParameters ?? records.map((each) => action.origin.identify(each) ?? each);
  return createHash('sha256').update(JSON.stringify(about)).digest('base64url').slice(0, SUBJECT_LENGTH);
}

const SUBJECT_LENGTH = 22;
