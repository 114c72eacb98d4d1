import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { formatJob, HrflowJob, type GreenhouseJob, type GreenhouseJobPost } from '../../src/index.js';

const FIXTURES = new URL('../fixtures/greenhouse/jobs/', import.meta.url);
/** What the samples became when a person last looked. `UPDATE_GOLDEN=1` writes it anew, to be looked at. */
const GOLDEN = new URL('format.golden.json', FIXTURES);

const read = (name: string | URL): unknown => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
const files = (prefix: string): string[] =>
  readdirSync(FIXTURES)
    .filter((name) => name.startsWith(prefix))
    .sort();

/** The official samples of a job in Harvest v1's docs, alone and with those of its posts. */
function samples(): [string, GreenhouseJob][] {
  const jobs = files('v1-jobs').map((name): [string, GreenhouseJob] => [
    name,
    [read(name)].flat()[0] as GreenhouseJob,
  ]);
  const [, job] = jobs.find(([name]) => name.includes('the-job-object'))!;
  const posted = files('v1-job-posts').map((name): [string, GreenhouseJob] => [
    name,
    { ...job, job_posts: [read(name)].flat() as GreenhouseJobPost[] },
  ]);
  return [...jobs, ...posted];
}

const SAMPLE = samples().find(([name]) => name.includes('the-job-object'))![1];
const format = (more: Partial<GreenhouseJob>) => formatJob({ ...SAMPLE, ...more });
const post = (more: Partial<GreenhouseJobPost>): GreenhouseJobPost => ({
  id: 1,
  title: 'Archaeologist (m/f/x)',
  external: true,
  internal: false,
  active: true,
  live: true,
  content: '<p>external</p>',
  ...more,
});
const valuesOf = (job: HrflowJob, name: string) =>
  job.tags?.filter((tag) => tag.name === `greenhouse_${name}`).map(({ value }) => value);

describe('formatting a Greenhouse job', () => {
  it("turns the docs' samples into what the golden file holds", () => {
    const formatted = Object.fromEntries(samples().map(([name, sample]) => [name, formatJob(sample)]));
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(formatted, null, 2)}\n`);
    expect(formatted).to.deep.equal(read(GOLDEN));
  });

  for (const [name, sample] of samples()) {
    it(`makes of ${name} what the target accepts, and leaves the job as it was`, () => {
      const before = JSON.stringify(sample);
      expect(HrflowJob.safeParse(formatJob(sample)).error).to.equal(undefined);
      expect(JSON.stringify(sample)).to.equal(before);
    });
  }

  it('gives a job with nothing but an id a reference, and nothing that HrFlow would lose by', () => {
    const job = formatJob({ id: 7 });
    expect(job).to.deep.include({ reference: '7', name: null, summary: null, tags: [], ranges_float: [] });
    expect(job).to.not.have.any.keys('skills', 'languages', 'sections', 'picture');
  });

  it('gives no reference to a job without an id', () => {
    expect(formatJob({} as never).reference).to.equal(null);
  });

  describe('takes the text', () => {
    it('of the live external post before all others, HTML as it is', () => {
      const html = '<p>Fouilles &amp; <b>terrain</b> 🦴</p>';
      const job_posts = [
        post({ id: 4, internal: true, external: false, content: '<p>internal</p>' }),
        post({ id: 3, live: false, content: '<p>not yet live</p>' }),
        post({ id: 2, content: html }),
        null,
      ];
      expect(format({ job_posts }).summary).to.equal(html);
    });

    it('of the newest of several that are equal', () => {
      const job_posts = [post({ id: 8, content: 'older' }), post({ id: 9, content: 'newer' })];
      expect(format({ job_posts }).summary).to.equal('newer');
    });

    it('of no post that is deleted, and none meant for colleagues', () => {
      const deleted = post({ active: false });
      expect(format({ job_posts: [deleted] }).summary).to.equal(null);
      const job = format({ notes: 'for us alone', job_posts: [post({ internal_content: 'for us alone' })] });
      expect(JSON.stringify(job)).to.not.include('for us alone');
    });
  });

  it('is named as applicants know it, else as colleagues do, whose name for it is a tag', () => {
    const posted = format({ job_posts: [post({})] });
    expect(posted.name).to.equal('Archaeologist (m/f/x)');
    expect(valuesOf(posted, 'name')).to.deep.equal(['Archaeologist']);
    expect(format({ job_posts: [post({ title: ' ' })] }).name).to.equal('Archaeologist');
  });

  it('lies where its post says, else at its first office that is somewhere', () => {
    const at = (more: Partial<GreenhouseJob>) => format(more).location?.text;
    expect(at({ job_posts: [post({ location: { name: 'Paris' } })] })).to.equal('Paris');
    expect(at({ job_posts: [post({ location: { name: ' ' } })] })).to.equal('New York, United States');
    expect(at({ offices: [{ name: ' ' }, { name: 'Remote', location: { name: null } }] })).to.equal('Remote');
    expect(at({ offices: [] })).to.equal(null);
  });

  it('keeps all places of a post as tags', () => {
    const locations = [{ name: 'Paris' }, { name: 'Lyon' }, null];
    expect(valuesOf(format({ job_posts: [post({ locations })] }), 'location')).to.deep.equal([
      'Paris',
      'Lyon',
    ]);
  });

  it('has pay in whole units of its currency, and ranges that are custom fields', () => {
    const pay_input_ranges = [
      { min_cents: 4_500_050, max_cents: null, currency_type: 'EUR' },
      { min_cents: null, max_cents: null, currency_type: 'USD' },
    ];
    const job = format({ job_posts: [post({ pay_input_ranges })] });
    expect(job.ranges_float).to.deep.equal([
      { name: 'greenhouse_pay', value_min: 45_000.5, value_max: null, unit: 'EUR' },
      { name: 'greenhouse_custom_field_salary_range', value_min: 70_000, value_max: 90_000, unit: 'USD' },
    ]);
    expect(valuesOf(job, 'custom_field_salary_range')).to.deep.equal([]);
    expect(valuesOf(job, 'custom_field_employment_type')).to.deep.equal(['Full-Time']);
  });

  it('understands amounts that are texts', () => {
    const value = { min_value: '1.5', max_value: '', unit: 'EUR' };
    const { ranges_float } = format({ keyed_custom_fields: { bonus: { value } } });
    expect(ranges_float).to.deep.equal([
      { name: 'greenhouse_custom_field_bonus', value_min: 1.5, value_max: null, unit: 'EUR' },
    ]);
  });
});
