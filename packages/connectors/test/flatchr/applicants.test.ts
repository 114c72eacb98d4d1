import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Sandbox } from '@hrflow-sync/sandbox';
import {
  Flatchr,
  flatchrApplicants,
  FlatchrApplicantsParameters,
  flatchrArchivedApplicants,
  FlatchrArchivedApplicantsParameters,
  formatFlatchrApplicant,
  HrflowProfile,
  type FlatchrApplicantRow,
  type HttpClient,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { clientOf, closeFlatchr, startFlatchr } from './support.js';

const live = (filters: object = {}) => FlatchrApplicantsParameters.parse(filters);
const archived = (filters: object = {}) => FlatchrArchivedApplicantsParameters.parse(filters);

async function readAll(client: HttpClient, parameters = live(), from: string | null = null) {
  const rows: FlatchrApplicantRow[] = [];
  let [pages, cursor, token] = [0, from, undefined as string | undefined];
  do {
    const page = await flatchrApplicants.pull(client, parameters, cursor);
    rows.push(...page.items);
    token ??= page.token;
    cursor = page.next;
    pages++;
  } while (cursor !== null);
  return { rows, ids: rows.map((row) => flatchrApplicants.identify(row)!), pages, token };
}

const idsOf = (sandbox: Sandbox) => sandbox.flatchr.applicants.map(({ id }) => id);
const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

describe("Flatchr's applicants", () => {
  closeFlatchr();

  describe('are read', () => {
    for (const [count, pages] of [
      [0, 1],
      [1, 1],
      [999, 1],
      [1000, 1],
      [1001, 2],
      [2000, 2],
      [2500, 3],
    ] as const) {
      it(`${count} of them in ${pages} pages, each once`, async () => {
        const { client, sandbox } = await startFlatchr({ applicants: count });
        const read = await readAll(client);
        expect(read.pages).to.equal(pages);
        expect(read.ids).to.have.members(idsOf(sandbox));
      });
    }

    it('once each, though others come, go and change between two pages', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 1500 });
      const first = await flatchrApplicants.pull(client, live(), null);
      const there = idsOf(sandbox);
      const read = first.items.map((row) => flatchrApplicants.identify(row)!);
      sandbox.flatchr.addApplicant();
      sandbox.flatchr.updateApplicant(read[3]!, { firstname: 'Changed' });
      sandbox.flatchr.setApplicants(1490);
      const rest = await readAll(client, live(), first.next);
      const all = [...read, ...rest.ids];
      expect(new Set(all)).to.have.property('size', all.length);
      expect(all).to.include.members(there.slice(0, 1490));
    });

    it('by a cursor that another client goes on from', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 1200 });
      const first = await flatchrApplicants.pull(client, live(), null);
      const rest = await readAll(clientOf(sandbox), live(), JSON.parse(JSON.stringify(first.next)) as string);
      const read = first.items.map((row) => flatchrApplicants.identify(row)!);
      expect([...read, ...rest.ids]).to.have.members(idsOf(sandbox));
    });

    it('to an end where ids are missing, mixed or twice on the list', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 4 });
      const [a, b, c, d] = idsOf(sandbox) as [string, string, string, string];
      sandbox.flatchr.updateApplicant(a, { row: { applicant: undefined as never } });
      sandbox.flatchr.updateApplicant(b, { row: { applicant: 17 as never } });
      sandbox.flatchr.updateApplicant(c, { row: { applicant: d } });
      const { rows } = await readAll(client);
      expect(rows.map((row) => flatchrApplicants.identify(row))).to.have.members([undefined, '17', d]);
    });

    it('with filters as Flatchr takes them, and none that says nothing', async () => {
      const { client, sandbox } = await startFlatchr();
      const someone = sandbox.flatchr.applicants.find(({ email }) => email !== null)!;
      expect((await readAll(client, live({ email: someone.email }))).ids).to.deep.equal([someone.id]);
      const { ids } = await readAll(client, live({ hired: false, column: 'Nouveau' }));
      const expected = sandbox.flatchr.applicants.filter(
        ({ hired, column }) => !hired && column === 'Nouveau',
      );
      expect(ids).to.have.members(expected.map(({ id }) => id));
    });

    it('without changing anything in Flatchr, details and CVs included', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 20, cvIntervalMs: 0 });
      for (const row of (await readAll(client)).rows) await flatchrApplicants.detail!(client, live(), row);
      expect(sandbox.flatchr.changed).to.deep.equal([]);
      expect(sandbox.records.count({ api: 'flatchr', method: 'PUT' })).to.equal(0);
    });
  });

  describe('incrementally', () => {
    it('are those that changed since two days before the last read', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 30 });
      const now = Date.now();
      for (const id of idsOf(sandbox))
        sandbox.flatchr.updateApplicant(id, { updatedAtMs: now - 30 * 86_400_000 });
      const { token } = await readAll(client);
      expect(token).to.equal(isoDay(now - 2 * 86_400_000));
      const [changed] = idsOf(sandbox);
      sandbox.flatchr.updateApplicant(changed!, { firstname: 'Changed' });
      const added = sandbox.flatchr.addApplicant();
      const parameters = flatchrApplicants.incremental!.resume(live(), token!);
      expect((await readAll(client, parameters)).ids).to.have.members([changed, added.id]);
    });

    it('leave the token at the end of the span that was read', async () => {
      const { client } = await startFlatchr({ applicants: 3 });
      expect((await readAll(client, live({ end_update: '12/25/21' }))).token).to.equal('2021-12-25');
    });
  });

  describe('that are archived', () => {
    it('are those of status 0 and no others, over all pages', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 400 });
      const { items, next } = await flatchrArchivedApplicants.pull(client, archived(), null);
      const gone = sandbox.flatchr.applicants.filter((each) => each.archived).map(({ id }) => id);
      expect(gone).to.have.length.above(10);
      expect(items.map((row) => flatchrArchivedApplicants.identify(row))).to.have.members(gone);
      expect(next).to.equal(null);
    });

    it('are never taken for such where the status is missing', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 50 });
      for (const { id } of sandbox.flatchr.applicants) {
        sandbox.flatchr.updateApplicant(id, { row: { status: undefined } });
      }
      expect((await flatchrArchivedApplicants.pull(client, archived(), null)).items).to.deep.equal([]);
    });
  });

  describe('are completed', () => {
    it('with details where Flatchr gives them, and are what the search said where it does not', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 3 });
      const { rows } = await readAll(client, live({ fetch_cv: false }));
      const complete = () => flatchrApplicants.detail!(client, live({ fetch_cv: false }), rows[0]!);
      const { candidateId } = sandbox.flatchr.applicant(rows[0]!.applicant as string)!;
      expect((await complete())?.details?.candidate).to.include({ id: candidateId });
      sandbox.flatchr.options.detailRoutes = false;
      expect(await complete()).to.deep.equal({ ...rows[0], details: null, resume: null });
    });

    it('with what the row says where the details are not for this key, but never without the key', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 1 });
      const { rows } = await readAll(client);
      const details = { api: 'flatchr', method: 'GET', path: /\/applicant\// } as const;
      sandbox.addFault({ ...details, times: 1, fault: { kind: 'status', status: 403 } });
      expect(await flatchrApplicants.detail!(client, live(), rows[0]!)).to.include({ details: null });
      sandbox.addFault({ ...details, fault: { kind: 'status', status: 401 } });
      expect(await failureOf(flatchrApplicants.detail!(client, live(), rows[0]!))).to.include({
        code: 'unauthorized',
      });
    });

    it('again later where Flatchr has an error of its own', async () => {
      const { client, sandbox } = await startFlatchr({ applicants: 1 });
      const { rows } = await readAll(client);
      sandbox.addFault({ api: 'flatchr', path: /\/applicant\//, fault: { kind: 'status', status: 500 } });
      expect(await failureOf(flatchrApplicants.detail!(client, live(), rows[0]!))).to.include({
        recovery: 'retry',
      });
    });
  });

  it('become what HrFlow accepts', async () => {
    const { client } = await startFlatchr({ applicants: 40, cvIntervalMs: 0 });
    for (const row of (await readAll(client)).rows) {
      const item = await flatchrApplicants.detail!(client, live(), row);
      const profile = formatFlatchrApplicant(item!);
      expect(HrflowProfile.safeParse(profile).error).to.equal(undefined);
      expect(profile.reference).to.equal(row.applicant);
    }
  });

  describe('are not read', () => {
    it('for another company, column or vacancy than there are', async () => {
      const { client, sandbox } = await startFlatchr();
      const check = (filters: object, at: HttpClient = client) =>
        failureOf(flatchrApplicants.check(at, live(filters)));
      expect(await check({}, clientOf(sandbox, { company_id: 'other' }))).to.include({
        code: 'company_not_found',
        path: 'connectorAuth.company_id',
      });
      const column = await check({ column: 'Entretien' });
      expect(column).to.include({ code: 'column_not_found', path: 'pullParameters.column' });
      expect(column.message).to.include('Entretien RH, Entretien RH, Recruté');
      expect(await check({ vacancy: '84512' })).to.include({
        code: 'vacancy_not_found',
        path: 'pullParameters.vacancy',
      });
      const { id } = sandbox.flatchr.vacancies[0]!;
      await flatchrApplicants.check(client, live({ column: 'entretien rh', vacancy: id }));
    });

    it('from anything but a list', async () => {
      const { client, sandbox } = await startFlatchr();
      for (const body of [{}, null, 'x']) {
        sandbox.clearFaults();
        sandbox.addFault({ api: 'flatchr', fault: { kind: 'status', status: 200, body } });
        expect(await failureOf(readAll(client)), JSON.stringify(body)).to.include({
          code: 'unexpected_answer',
          recovery: 'retry',
        });
      }
    });
  });

  it('have the parameters of hrflow-connectors', () => {
    const { pullParameters } = { pullParameters: Object.keys(live()) };
    expect(pullParameters.slice(0, 8)).to.deep.equal([
      'firstname',
      'lastname',
      'email',
      'hired',
      'column',
      'start',
      'end',
      'vacancy',
    ]);
    expect(Flatchr.actions.map(({ name }) => name)).to.have.members(
      ['create', 'update', 'archive'].flatMap((mode) => [
        `${mode}_profiles_in_hrflow`,
        `${mode}_profiles_in_flatchr`,
        `${mode}_jobs_in_hrflow`,
      ]),
    );
  });
});
