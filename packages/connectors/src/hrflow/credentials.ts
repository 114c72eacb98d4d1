import { z } from 'zod';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowCredentials = z.strictObject({
  api_secret: z.string().min(1).describe('API Key used to access HrFlow.ai API'),
  api_user: z.string().min(1).describe('User email used to access HrFlow.ai API'),
});
export type HrflowCredentials = z.output<typeof HrflowCredentials>;
