/**
 * Bull Board shows buttons for what {@link allowRetriesOnly} refuses: remove, duplicate and edit a job; add
 * one; pause, limit, empty and obliterate a queue. They have no name but their icon. Hiding them is a
 * courtesy, refusing is what protects.
 */
export const BOARD_STYLE = `
:is(button, [role=menuitem]):has(> :is(.lucide-trash-2, .lucide-files, .lucide-pencil)),
[role=menuitem]:has(> :is(.lucide-plus, .lucide-pause, .lucide-play, .lucide-chart-no-axes-gantt, .lucide-gauge, .lucide-ban)) {
  display: none !important;
}
`;
