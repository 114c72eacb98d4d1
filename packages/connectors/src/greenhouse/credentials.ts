import { z } from 'zod';

/**
 * Credentials of either API. `auth` is hrflow-connectors' name for a Harvest v1 key; Harvest v3 takes a client
 * id and secret (Harvest v3 docs, "Authentication"). Where both are given, v3 is used: v1 ended on 2026-08-31.
 */
export const GreenhouseCredentials = z
  .strictObject({
    auth: z.string().min(1).optional().describe('XAPIKeyAuth'),
    client_id: z
      .string()
      .min(1)
      .optional()
      .describe('Client ID of Harvest v3 (OAuth) credentials. Used with client_secret, in place of auth.'),
    client_secret: z
      .string()
      .min(1)
      .optional()
      .describe('Client secret of Harvest v3 (OAuth) credentials. Used with client_id, in place of auth.'),
    user_id: z
      .string()
      .regex(/^\d+$/, 'expected the id of a Greenhouse user, such as 4080')
      .optional()
      .describe(
        "Harvest v3 only. ID of the Greenhouse user in whose name the API is used: lists are answered to site admins only. Default: the credentials' own service user.",
      ),
  })
  .superRefine(({ auth, client_id, client_secret, user_id }, context) => {
    const report = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    const halves = [client_id, client_secret].filter(Boolean).length;
    if (halves === 1) {
      const [missing, given] = client_id ? ['client_secret', 'client_id'] : ['client_id', 'client_secret'];
      report(missing, `required besides ${given}: Harvest v3 takes both`);
    } else if (halves === 0 && !auth) {
      report(
        'client_id',
        'required: give client_id and client_secret (Harvest v3), or auth (a Harvest v1 key)',
      );
    } else if (halves === 0 && user_id) {
      report('user_id', 'works with client_id and client_secret only: Harvest v1 has no such thing');
    }
  });
export type GreenhouseCredentials = z.output<typeof GreenhouseCredentials>;
