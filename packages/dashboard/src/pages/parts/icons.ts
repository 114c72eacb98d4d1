import { Html } from '../html.js';

/** Outlines of 24 by 24; decoration only, the words are beside them. */
const OUTLINES = {
  check: 'm5 12.5 4.5 4.5L19 7.5',
  warning: 'M12 8v5m0 3.5v.01M12 3.5 2.5 20h19Z',
  cross: 'm6.5 6.5 11 11m0-11-11 11',
  clock: 'M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  pause: 'M8.5 5v14m7-14v14',
  play: 'M7.5 5v14l11-7Z',
  search: 'm20 20-4.2-4.2M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  arrow: 'M5 12h14m-5-5 5 5-5 5',
  retry: 'M20 11a8 8 0 0 0-14.9-3.2L4 10m0-5v5h5M4 13a8 8 0 0 0 14.9 3.2L20 14m0 5v-5h-5',
  turtle: 'M4 16a8 8 0 0 1 16 0ZM12 16l3.5-4.5M12 21v.01',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  stop: 'M6.5 6.5h11v11h-11Z',
  trash: 'M5 7h14M10 7V4.5h4V7m-7.5 0 .8 12.5h9.4L17.5 7',
  stack: 'm12 4 8.5 4.5-8.5 4.5L3.5 8.5Zm-8.5 8.2 8.5 4.5 8.5-4.5m-17 3.8 8.5 4.5 8.5-4.5',
  calendar: 'M4 6.5h16V20H4Zm0 4.5h16M8 3.5v4m8-4v4',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6v.01m0 5.99v.01m0 5.99v.01',
  home: 'm3.5 11 8.5-7 8.5 7M6 9.5V20h12V9.5',
} as const;

export type IconName = keyof typeof OUTLINES;

export function icon(name: IconName): Html {
  return new Html(
    `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${OUTLINES[name]}"/></svg>`,
  );
}
