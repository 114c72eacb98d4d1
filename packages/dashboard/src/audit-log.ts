import { type Audit, isAuditPosition } from '@hrflow-sync/core';
import { Router } from 'express';
import { accessOf, operatorOnly } from './access/access.js';
import { accountBar } from './pages/account-bar.js';
import { auditPage } from './pages/audit-page.js';
import { fromRedis } from './redis-deadline.js';

const PER_PAGE = 100;

/** `/audit`: who did what, for operators. */
export function createAuditLog(audit: Audit): Router {
  const router = Router();
  router.get('/audit', operatorOnly, async (request, response) => {
    const trail = request.query['trail'] === 'access' ? 'access' : 'actions';
    const { before } = request.query;
    const from = typeof before === 'string' && isAuditPosition(before) ? before : undefined;
    const found = await fromRedis(audit.latest(PER_PAGE + 1, from, trail));
    const records = found.slice(0, PER_PAGE);
    response.send(
      auditPage({
        basePath: accessOf(request).basePath,
        account: accountBar(request),
        trail,
        records,
        older: found.length > PER_PAGE ? records.at(-1)?.id : undefined,
      }),
    );
  });
  return router;
}
