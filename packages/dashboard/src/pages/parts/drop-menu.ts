import type { Site } from '../site.js';
import type { Html } from '../html.js';
import { deedMenu } from './form.js';

/** Ends dead letters of a run for good, and asks for the reason first. */
export function dropMenu(
  site: Site,
  runId: string,
  {
    id,
    label,
    what,
    fields,
  }: { id: string; label: string; what: string; fields: Record<string, string | number> },
): Html {
  return deedMenu(site, {
    id,
    path: `/runs/${runId}/drop`,
    label,
    spoken: `Drop ${what}`,
    icon: 'trash',
    look: 'danger',
    fields,
    explanation: `Ends ${what} without anything being written, and deletes the data. It can’t be taken back.`,
    reason: { label: 'Reason', placeholder: 'kept with the run' },
    confirm: `Drop ${what}`,
  });
}
