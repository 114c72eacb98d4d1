import { type RunState, STATE_WORDS } from '../../views/words.js';
import { type Html, html } from '../html.js';
import { icon, type IconName } from './icons.js';

const ICONS: Readonly<Record<RunState | 'skipped', IconName>> = {
  waiting: 'clock',
  running: 'play',
  cancelling: 'stop',
  success: 'check',
  success_with_failures: 'warning',
  fatal: 'cross',
  skipped: 'arrow',
};

/** How a run stands: by colour, by shape and in words. */
export function stateBadge(state: RunState | 'skipped'): Html {
  return html`<span class="badge ${state}">${icon(ICONS[state])}${STATE_WORDS[state]}</span>`;
}

export function chip(text: string, look: 'plain' | 'good' | 'warn' | 'bad' = 'plain'): Html {
  return html`<span class="chip ${look}">${text}</span>`;
}
