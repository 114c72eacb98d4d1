import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { formatCandidate, HrflowProfile, type GreenhouseCandidate } from '../../src/index.js';

const FIXTURES = new URL('../fixtures/greenhouse/', import.meta.url);
/** What the samples became when a person last looked. `UPDATE_GOLDEN=1` writes it anew, to be looked at. */
const GOLDEN = new URL('format.golden.json', FIXTURES);

const read = (name: string | URL): unknown => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));

/** The official samples of a candidate in Greenhouse's docs (Harvest v1); one of them is a list. */
function samples(): [string, GreenhouseCandidate][] {
  const files = readdirSync(FIXTURES).filter((name) => name.startsWith('v1-'));
  return files.sort().map((name) => [name, [read(name)].flat()[0] as GreenhouseCandidate]);
}

const SAMPLE = samples().find(([name]) => name.includes('the-candidate-object'))![1];
const format = (more: object) => formatCandidate({ ...SAMPLE, ...more });

describe('formatting a Greenhouse candidate', () => {
  it("turns the docs' samples into what the golden file holds", () => {
    const formatted = Object.fromEntries(samples().map(([name, sample]) => [name, formatCandidate(sample)]));
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(formatted, null, 2)}\n`);
    expect(formatted).to.deep.equal(read(GOLDEN));
  });

  for (const [name, sample] of samples()) {
    it(`makes of ${name} what the target accepts, and leaves the candidate as it was`, () => {
      const before = JSON.stringify(sample);
      expect(HrflowProfile.safeParse(formatCandidate(sample)).error).to.equal(undefined);
      expect(JSON.stringify(sample)).to.equal(before);
    });

    it(`never throws, whichever value of ${name} is null or missing`, () => {
      for (const variant of impoverished(sample)) {
        const profile = formatCandidate(variant as GreenhouseCandidate);
        expect(HrflowProfile.safeParse(profile).error).to.equal(undefined);
      }
    });
  }

  it('gives a candidate with nothing but an id a reference, and nothing that HrFlow would lose by', () => {
    const profile = formatCandidate({ id: 7 });
    expect(profile.reference).to.equal('7');
    expect(profile).to.not.have.any.keys('text', 'resume', 'attachments');
    expect(profile.info).to.include({ full_name: null, email: null, phone: null });
  });

  it('gives no reference to a candidate without an id', () => {
    expect(formatCandidate({} as never).reference).to.equal(null);
  });

  describe('picks', () => {
    const addresses = (...pairs: [string, string | null][]) =>
      pairs.map(([value, type]) => ({ value, type }));

    it('the private e-mail before the one at work', () => {
      const email = (...pairs: [string, string | null][]) =>
        format({ email_addresses: addresses(...pairs) }).info?.email;
      expect(email(['w@x', 'work'], ['p@x', 'personal'])).to.equal('p@x');
      expect(email(['w@x', 'work'], ['o@x', 'other'])).to.equal('o@x');
      expect(email(['w@x', 'work'])).to.equal('w@x');
      expect(email(['n@x', null], ['w@x', 'work'])).to.equal('w@x');
      expect(email(['  ', 'personal'], ['w@x', 'work'])).to.equal('w@x');
      expect(email()).to.equal(null);
    });

    it('the mobile phone before others, and never a Skype name', () => {
      const phone = (...pairs: [string, string | null][]) =>
        format({ phone_numbers: addresses(...pairs) }).info?.phone;
      expect(phone(['1', 'work'], ['2', 'home'], ['3', 'mobile'])).to.equal('3');
      expect(phone(['ada.skype', 'skype'])).to.equal(null);
    });

    it('the home address, else where the candidate said to live when applying', () => {
      const place = (more: object) => format(more).info?.location?.text;
      expect(place({ addresses: addresses(['Office', 'work'], ['Home', 'home']) })).to.equal('Home');
      expect(place({ addresses: [] })).to.equal('New York, New York, USA');
      expect(place({ addresses: null, applications: null })).to.equal(null);
    });

    it('the newest résumé, whatever other files there are', () => {
      const file = (url: string, type: string, created_at?: string) => ({
        url,
        type,
        filename: `${url}.pdf`,
        created_at,
      });
      const resume = (...attachments: object[]) => format({ attachments }).resume?.url;
      expect(
        resume(
          file('old', 'resume', '2020-01-01T00:00:00Z'),
          file('new', 'resume', '2024-01-01T00:00:00Z'),
          file('letter', 'cover_letter', '2025-01-01T00:00:00Z'),
        ),
      ).to.equal('new');
      expect(resume(file('first', 'resume'), file('second', 'resume'))).to.equal('second');
      expect(resume(file('letter', 'cover_letter'))).to.equal(undefined);
      expect(resume({ type: 'resume', url: null })).to.equal(undefined);
    });

    it("the résumé of an application when the candidate's own list has none", () => {
      const attachments = [{ url: 'https://x/cv.pdf', type: 'resume', filename: null }];
      expect(format({ attachments: [], applications: [{ attachments }] }).resume).to.deep.equal({
        url: 'https://x/cv.pdf',
        file_name: null,
        created_at: null,
      });
    });
  });

  it('types addresses by their host', () => {
    const types = {
      'https://www.linkedin.com/in/ada': 'linkedin',
      'fr.linkedin.com/in/ada': 'linkedin',
      'twitter.com/ada': 'twitter',
      'https://x.com/ada': 'twitter',
      'https://github.com/ada': 'github',
      'facebook.com/ada': 'facebook',
      '@ada': 'from_resume',
      'https://netx.com/ada': 'from_resume',
      'https://example.com/linkedin.com': 'from_resume',
    };
    const social = Object.keys(types).map((value) => ({ value }));
    const { urls } = format({
      social_media_addresses: social,
      website_addresses: [{ value: '@ada' }, null],
    }).info!;
    expect(Object.fromEntries(urls!.map(({ url, type }) => [url, type]))).to.deep.equal(types);
    expect(urls).to.have.length(social.length);
  });

  it('writes dates without an offset, in UTC', () => {
    const start = (start_date: string | null) =>
      format({ employments: [{ start_date }] }).experiences?.[0]?.date_start;
    expect(start('2012-08-15T00:00:00.000Z')).to.equal('2012-08-15T00:00:00');
    expect(start('2012-08-15')).to.equal('2012-08-15T00:00:00');
    expect(start('2012-08-15T01:00:00+02:00')).to.equal('2012-08-14T23:00:00');
    expect(start('last summer')).to.equal(null);
    expect(start(null)).to.equal(null);
  });

  it('turns custom fields of every kind into tags', () => {
    const keyed_custom_fields = {
      text: { name: 'Text', type: 'short_text', value: ' a ' },
      yes: { name: 'Yes', type: 'boolean', value: false },
      many: { name: 'Many', type: 'multi_select', value: ['a', 'b', 'a'] },
      pay: { name: 'Pay', type: 'currency', value: { value: 80000, unit: 'USD' } },
      range: { name: 'Range', type: 'currency_range', value: { min_value: 1, max_value: 2, unit: 'EUR' } },
      user: { name: 'User', type: 'user', value: { name: 'Jane', email: 'j@x', user_id: 1 } },
      odd: { name: 'Odd', type: 'new', value: { a: 1 } },
      none: { name: 'None', type: 'short_text', value: null },
      gone: null,
    };
    const tags = formatCandidate({ id: 1, keyed_custom_fields, custom_fields: { text: 'ignored' } }).tags;
    expect(
      tags?.map(({ name, value }) => [name?.replace('greenhouse_custom_field_', ''), value]),
    ).to.deep.equal([
      ['text', 'a'],
      ['yes', 'false'],
      ['many', 'a'],
      ['many', 'b'],
      ['pay', '80000 USD'],
      ['range', '1 - 2 EUR'],
      ['user', 'Jane'],
      ['odd', '{"a":1}'],
    ]);
    expect(formatCandidate({ id: 1, custom_fields: { text: 'used' } }).tags).to.have.length(1);
  });
});

/** The value with each part in turn null, or missing. */
function* impoverished(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    yield replaced(value, key, null);
    if (!Array.isArray(value)) yield replaced(value, key, undefined);
    for (const poorer of impoverished(part)) yield replaced(value, key, poorer);
  }
}

function replaced(value: object, key: string, part: unknown): unknown {
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  (copy as Record<string, unknown>)[key] = part;
  return copy;
}
