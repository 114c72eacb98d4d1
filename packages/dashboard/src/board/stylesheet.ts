/**
 * Bull Board shows buttons for what {@link boardPolicy} refuses: remove, duplicate and edit a job; add
 * one; pause, limit, empty and obliterate a queue. They have no name but their icon. Hiding them is a
 * courtesy, refusing is what protects.
 */
export const BOARD_STYLE = `
:is(button, [role=menuitem]):has(> :is(.lucide-trash-2, .lucide-files, .lucide-pencil)),
[role=menuitem]:has(> :is(.lucide-plus, .lucide-pause, .lucide-play, .lucide-chart-no-axes-gantt, .lucide-gauge, .lucide-ban)) {
  display: none !important;
}
`;

/** A viewer may not retry either. */
export const VIEWER_BOARD_STYLE = `${BOARD_STYLE}
:is(button, [role=menuitem]):has(> :is(.lucide-refresh-cw, .lucide-rotate-cw, .lucide-chevrons-up, .lucide-circle-chevron-up)) {
  display: none !important;
}
`;
