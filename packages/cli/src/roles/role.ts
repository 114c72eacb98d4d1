export const ROLES = ['worker', 'scheduler', 'dashboard'] as const;
export type Role = (typeof ROLES)[number];
