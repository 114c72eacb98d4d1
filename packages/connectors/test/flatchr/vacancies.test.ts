import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  FlatchrArchivedVacanciesParameters,
  flatchrArchivedVacancies,
  flatchrVacancies,
  formatFlatchrVacancy,
  HrflowJob,
  type FlatchrVacancy,
  type HttpClient,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { clientOf, closeFlatchr, startFlatchr } from './support.js';

const archivedBy = (parameters: object) => FlatchrArchivedVacanciesParameters.parse(parameters);

async function readAll(pull: (cursor: string | null) => ReturnType<typeof flatchrVacancies.pull>) {
  const items: FlatchrVacancy[] = [];
  let [pages, cursor] = [0, null as string | null];
  do {
    const page = await pull(cursor);
    items.push(...page.items);
    cursor = page.next;
    pages++;
  } while (cursor !== null);
  return { items, pages, ids: items.map((each) => String(each.id)) };
}
const readLive = (client: HttpClient) => readAll((cursor) => flatchrVacancies.pull(client, {}, cursor));
const readArchived = (client: HttpClient, parameters: object) =>
  readAll((cursor) => flatchrArchivedVacancies.pull(client, archivedBy(parameters), cursor));

describe("Flatchr's vacancies", () => {
  closeFlatchr();

  for (const [count, pages] of [
    [0, 1],
    [1, 1],
    [200, 1],
    [201, 2],
    [400, 2],
    [450, 3],
  ] as const) {
    it(`are read, ${count} of them in ${pages} pages, each once and with its address`, async () => {
      const { client, sandbox } = await startFlatchr({ vacancies: count, applicants: 0 });
      const read = await readLive(client);
      expect(read.pages).to.equal(pages);
      expect(read.ids).to.have.members(sandbox.flatchr.vacancies.map(({ id }) => id));
      for (const vacancy of read.items) expect(vacancy.address).to.have.property('formated_address');
    });
  }

  it('become what HrFlow accepts, with place, salary and dates', async () => {
    const { client } = await startFlatchr({ vacancies: 40, applicants: 0 });
    const jobs = (await readLive(client)).items.map(formatFlatchrVacancy);
    for (const job of jobs) {
      expect(HrflowJob.safeParse(job).error).to.equal(undefined);
      expect(job.location?.text).to.match(/^10 Rue du Port, /);
      expect(job.location?.lat).to.be.a('number');
    }
    expect(
      jobs.filter((job) => job.ranges_float?.length).map((job) => job.ranges_float![0]),
    ).to.not.have.length(0);
    expect(jobs.some((job) => job.ranges_date?.length)).to.equal(true);
  });

  it('are not read from anything but a list, nor of another company', async () => {
    const { client, sandbox } = await startFlatchr();
    const stranger = clientOf(sandbox, { company_id: 'other' });
    expect(await failureOf(flatchrVacancies.check(stranger, {}))).to.include({ code: 'company_not_found' });
    sandbox.addFault({ api: 'flatchr', fault: { kind: 'status', status: 200, body: { items: [] } } });
    expect(await failureOf(readLive(client))).to.include({ code: 'unexpected_answer', recovery: 'retry' });
  });

  describe('are archived', () => {
    it('by no guess: without a word about which, the action refuses', () => {
      const [issue] = FlatchrArchivedVacanciesParameters.safeParse({}).error!.issues;
      expect(issue?.path).to.deep.equal(['archived_by']);
      const none = { archived_by: 'status', archived_status: [] };
      expect(FlatchrArchivedVacanciesParameters.safeParse(none).success).to.equal(false);
    });

    it('never by the status of live ones', () => {
      const live = { archived_by: 'status', archived_status: [0, 1] };
      const [issue] = FlatchrArchivedVacanciesParameters.safeParse(live).error!.issues;
      expect(issue?.message).to.include('live');
    });

    it('where their status is one of those named, page by page, and no live one with them', async () => {
      const { client, sandbox } = await startFlatchr({ vacancies: 1000, applicants: 0 });
      const { ids, pages } = await readArchived(client, { archived_by: 'status' });
      const gone = sandbox.flatchr.vacancies.filter(({ status }) => status === 0).map(({ id }) => id);
      expect(gone).to.have.length.within(201, 400);
      expect([ids.length, pages]).to.deep.equal([gone.length, 2]);
      expect(ids).to.have.members(gone);
    });

    it('where their end has passed, if that is wanted, and once where both are true', async () => {
      const { client, sandbox } = await startFlatchr({ vacancies: 8, applicants: 0 });
      const all = sandbox.flatchr.vacancies.map(({ id }) => id);
      const dates: Record<number, Record<string, unknown>> = {
        0: { status: 0, end_date: '2020-01-01T00:00:00.000Z' },
        1: { status: 1, end_date: '2020-01-01T00:00:00.000Z' },
        2: { status: 1, end_date: '2999-01-01T00:00:00.000Z' },
        3: { status: 2, end_date: null },
        4: { status: '0', end_date: null },
      };
      all.forEach((id, at) => sandbox.flatchr.updateVacancy(id, dates[at] ?? { status: 1, end_date: null }));
      const archived = async (parameters: object) => (await readArchived(client, parameters)).ids;
      expect(await archived({ archived_by: 'end_date' })).to.have.members([all[0], all[1]]);
      expect(await archived({ archived_by: 'either', archived_status: [0, 2] })).to.have.members([
        all[0],
        all[1],
        all[3],
        all[4],
      ]);
      expect(await archived({ archived_by: 'status', archived_status: [2] })).to.deep.equal([all[3]]);
    });

    it('by what they say themselves, should Flatchr ignore its own filter', async () => {
      const { client, sandbox } = await startFlatchr({ vacancies: 10, applicants: 0 });
      const body = [...sandbox.flatchr.vacancies];
      sandbox.addFault({ api: 'flatchr', path: /vacancies/, fault: { kind: 'status', status: 200, body } });
      const { ids } = await readArchived(client, { archived_by: 'status' });
      const gone = sandbox.flatchr.vacancies.filter(({ status }) => status === 0);
      expect(gone).to.have.length.within(1, 9);
      expect(ids).to.have.members(gone.map(({ id }) => id));
    });
  });
});
