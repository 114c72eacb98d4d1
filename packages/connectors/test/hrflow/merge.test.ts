import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mergeItem } from '../../src/index.js';
import { storedProfile } from '../fixtures/hrflow/profile.js';

type Json = Record<string, unknown>;

/** Makes every object and list of a value refuse changes. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const merge = (stored: Json, item: Json, only: string[] | null = null) =>
  mergeItem(frozen(stored), frozen(item), only);
const mergeInfo = (stored: Json, item: Json) => merge({ info: stored }, { info: item })['info'];
const mergeList = (name: string, stored: unknown[], item: unknown[]) =>
  merge({ [name]: stored }, { [name]: item })[name];

describe('merging an item into a stored profile', () => {
  it('changes nothing when the item knows nothing', () => {
    const blank = {
      reference: 'cand-42',
      info: {
        full_name: null,
        first_name: '',
        last_name: '  ',
        email: undefined,
        location: { text: null, lat: null, lng: null },
        urls: [],
        summary: null,
        gender: null,
      },
      text: null,
      text_language: '',
      experiences: [],
      educations: null,
      skills: [],
      tags: [],
      metadatas: null,
      attachments: [],
      labels: null,
    };
    expect(merge(storedProfile(), blank)).to.deep.equal(storedProfile());
  });

  it('changes what the item knows and keeps all the rest', () => {
    const item = {
      reference: 'cand-42',
      created_at: '1999-01-01T00:00:00Z',
      info: {
        email: 'ada@new.example.com',
        phone: null,
        urls: [{ type: 'github', url: 'https://github.com/ada' }],
      },
      experiences: [
        { title: 'Engineer', company: 'Acme', date_start: '2024-01-01T00:00:00', date_end: null },
      ],
      tags: [{ name: 'greenhouse_tag', value: 'Python' }],
    };
    const stored = storedProfile();
    const merged = merge(stored, item);
    expect(merged).to.deep.equal({
      ...stored,
      info: {
        ...stored.info,
        email: 'ada@new.example.com',
        urls: [...stored.info.urls, { type: 'github', url: 'https://github.com/ada' }],
      },
      experiences: [...stored.experiences, item.experiences[0]],
      tags: [...stored.tags, { name: 'greenhouse_tag', value: 'Python' }],
    });
  });

  it('changes nothing the second time', () => {
    const item = {
      info: { first_name: 'Augusta', location: { text: 'Paris', lat: null, lng: null } },
      experiences: [
        { title: 'Chairman', company: 'SolarCo', date_start: '2006-06-01T00:00:00' },
        { title: 'New' },
      ],
      educations: [{ title: 'Master, Physics', school: 'ENS', date_start: '2001-09-01T00:00:00' }],
      skills: [{ name: 'Critical Thinking', type: null }, { name: 'welding' }],
      tags: [
        { name: 'a', value: '1' },
        { name: 'a', value: '2' },
        { name: 'origin', value: 'meetup' },
      ],
    };
    const once = merge(storedProfile(), item);
    expect(merge(once, item)).to.deep.equal(once);
  });

  it('leaves to HrFlow what HrFlow makes', () => {
    const own = {
      id: 1,
      key: 'k',
      source: {},
      source_key: 's',
      archive: 'x',
      archived_at: 'x',
      created_at: 'x',
      updated_at: 'x',
      attachments: [{ public_url: 'https://example.com/cv.pdf', type: 'resume' }],
    };
    expect(merge(storedProfile(), own)).to.deep.equal(storedProfile());
  });

  it('never takes the file to parse for an attribute', () => {
    expect(merge({ key: 'k' }, { resume: { url: 'https://x/cv.pdf' } })).to.deep.equal({ key: 'k' });
    expect(merge({ key: 'k' }, { resume: { url: 'https://x/cv.pdf' } }, ['resume'])).to.deep.equal({
      key: 'k',
    });
  });

  it('keeps values that are false or zero apart from missing ones', () => {
    expect(merge({ a: true, b: 3 }, { a: false, b: 0 })).to.deep.equal({ a: false, b: 0 });
  });

  it('merges attributes it has never heard of by their shape', () => {
    const stored = { extra: { kept: 1, changed: 1 }, list: ['a', { b: 1 }] };
    const item = { extra: { changed: 2, added: 3 }, list: [{ b: 1 }, 'c'] };
    expect(merge(stored, item)).to.deep.equal({
      extra: { kept: 1, changed: 2, added: 3 },
      list: ['a', { b: 1 }, 'c'],
    });
  });
});

describe('merging with only_edit_fields', () => {
  const stored = { info: { email: 'old@x' }, text: 'old', tags: [{ name: 'a', value: '1' }] };
  const item = { info: { email: 'new@x' }, text: 'new', tags: [{ name: 'a', value: '2' }] };

  it('takes only the named attributes', () => {
    expect(merge(stored, item, ['tags'])).to.deep.equal({ ...stored, tags: item.tags });
  });

  it('leaves a named attribute alone that the item lacks', () => {
    expect(merge(stored, { tags: null }, ['tags', 'metadatas', 'info'])).to.deep.equal(stored);
  });
});

describe('merging a location', () => {
  const losAngeles = { text: 'Los Angeles, USA', lat: 34.05, lng: -118.24, fields: { city: 'Los Angeles' } };

  it('keeps the coordinates of the same place', () => {
    const item = { text: 'Los Angeles, USA', lat: null, lng: null };
    expect(mergeInfo({ location: losAngeles }, { location: item })).to.deep.equal({ location: losAngeles });
  });

  it('keeps the coordinates when the address names the same city', () => {
    const item = { text: '1 Main Street\nlos angeles, CA 90001', lat: null, lng: null };
    expect(mergeInfo({ location: losAngeles }, { location: item })).to.deep.equal({
      location: { ...losAngeles, text: item.text },
    });
  });

  it('drops the coordinates of another place, which would be wrong', () => {
    const item = { text: 'Paris, France', lat: null, lng: null };
    expect(mergeInfo({ location: losAngeles }, { location: item })).to.deep.equal({ location: item });
  });

  it('takes the coordinates the item brings', () => {
    const item = { text: null, lat: 1, lng: 2 };
    expect(mergeInfo({ location: losAngeles }, { location: item })).to.deep.equal({
      location: { ...losAngeles, lat: 1, lng: 2 },
    });
  });
});

describe('merging tags and metadatas', () => {
  for (const name of ['tags', 'metadatas']) {
    it(`replaces all ${name} of a name by those of the item, in their place`, () => {
      const stored = [
        { name: 'status', value: 'active' },
        { name: 'batch', value: '7' },
        { name: 'status', value: 'rejected' },
      ];
      const item = [
        { name: 'status', value: 'hired' },
        { name: 'team', value: 'A' },
        { name: 'team', value: 'B' },
      ];
      expect(mergeList(name, stored, item)).to.deep.equal([
        { name: 'status', value: 'hired' },
        { name: 'batch', value: '7' },
        { name: 'team', value: 'A' },
        { name: 'team', value: 'B' },
      ]);
    });
  }

  it('keeps what a stored entry knows besides the value', () => {
    const stored = [{ name: 'a', value: '1', since: 2020 }];
    expect(mergeList('tags', stored, [{ name: 'a', value: '1' }])).to.deep.equal(stored);
  });

  it('keeps a value when the item has the name without one', () => {
    const stored = [{ name: 'a', value: '1' }];
    expect(mergeList('tags', stored, [{ name: 'a', value: null }])).to.deep.equal(stored);
    expect(mergeList('tags', [{ name: 'b', value: null }], [{ name: 'a', value: null }])).to.have.length(2);
  });
});

describe('merging lists', () => {
  const united: [string, string, unknown[], unknown[], unknown[]][] = [
    [
      'skills of the same name and type, whatever the case',
      'skills',
      [{ name: 'Python', type: 'hard', value: 0.9 }],
      [{ name: 'python ', type: 'hard', value: null }],
      [{ name: 'python ', type: 'hard', value: 0.9 }],
    ],
    [
      'a skill without a type, with the one of its name',
      'skills',
      [{ name: 'python', type: 'hard', value: null }],
      [{ name: 'python', type: null, value: '5 years' }],
      [{ name: 'python', type: 'hard', value: '5 years' }],
    ],
    [
      'skills of different types, apart',
      'skills',
      [{ name: 'negotiation', type: 'soft' }],
      [{ name: 'negotiation', type: 'hard' }],
      [
        { name: 'negotiation', type: 'soft' },
        { name: 'negotiation', type: 'hard' },
      ],
    ],
    [
      'languages by name',
      'languages',
      [{ name: 'French', value: 'native' }],
      [
        { name: 'french', value: null },
        { name: 'english', value: null },
      ],
      [
        { name: 'french', value: 'native' },
        { name: 'english', value: null },
      ],
    ],
    [
      'experiences by key',
      'experiences',
      [{ key: 'k1', title: 'CEO', company: 'A', description: 'd' }],
      [{ key: 'k1', title: 'Chief', company: 'B', description: '' }],
      [{ key: 'k1', title: 'Chief', company: 'B', description: 'd' }],
    ],
    [
      'experiences by title, company and first day',
      'experiences',
      [
        {
          key: 'k1',
          title: 'CEO',
          company: 'Acme',
          date_start: '2020-01-01T00:00:00',
          tasks: [{ name: 'lead' }],
        },
      ],
      [
        {
          title: 'ceo',
          company: 'ACME',
          date_start: '2020-01-01',
          date_end: '2021-01-01T00:00:00',
          tasks: [],
        },
      ],
      [
        {
          key: 'k1',
          title: 'ceo',
          company: 'ACME',
          date_start: '2020-01-01',
          date_end: '2021-01-01T00:00:00',
          tasks: [{ name: 'lead' }],
        },
      ],
    ],
    [
      'experiences at another company, apart',
      'experiences',
      [{ title: 'CEO', company: 'Acme', date_start: '2020-01-01' }],
      [{ title: 'CEO', company: 'Other', date_start: '2020-01-01' }],
      [
        { title: 'CEO', company: 'Acme', date_start: '2020-01-01' },
        { title: 'CEO', company: 'Other', date_start: '2020-01-01' },
      ],
    ],
    [
      'educations whose titles differ in detail',
      'educations',
      [{ title: 'Master', school: 'ENS', date_start: '2010-09-01T00:00:00', description: 'Physics' }],
      [{ title: 'Master, Physics', school: 'ENS', date_start: '2010-09-01T00:00:00' }],
      [
        {
          title: 'Master, Physics',
          school: 'ENS',
          date_start: '2010-09-01T00:00:00',
          description: 'Physics',
        },
      ],
    ],
    [
      'two equal entries, as two',
      'experiences',
      [{ title: 'Temp', company: 'A' }],
      [
        { title: 'Temp', company: 'A' },
        { title: 'Temp', company: 'A' },
      ],
      [
        { title: 'Temp', company: 'A' },
        { title: 'Temp', company: 'A' },
      ],
    ],
    [
      'an exact match before a loose one',
      'experiences',
      [
        { title: 'Lead Engineer', company: 'A', date_start: '2020-01-01', n: 1 },
        { title: 'Engineer', company: 'A', date_start: '2020-01-01', n: 2 },
      ],
      [{ title: 'engineer', company: 'A', date_start: '2020-01-01' }],
      [
        { title: 'Lead Engineer', company: 'A', date_start: '2020-01-01', n: 1 },
        { title: 'engineer', company: 'A', date_start: '2020-01-01', n: 2 },
      ],
    ],
    [
      'labels by job',
      'labels',
      [{ job_key: 'j1', stage: 'new', rating: 4 }],
      [
        { job_key: 'j1', stage: 'yes', rating: null },
        { job_key: 'j2', stage: 'no' },
      ],
      [
        { job_key: 'j1', stage: 'yes', rating: 4 },
        { job_key: 'j2', stage: 'no' },
      ],
    ],
  ];
  for (const [name, list, stored, item, expected] of united) {
    it(`unites ${name}`, () => expect(mergeList(list, stored, item)).to.deep.equal(expected));
  }

  it("keeps HrFlow's spelling and type of an address that the item has too", () => {
    const stored = [{ type: 'linkedin', url: 'https://www.linkedin.com/in/ada' }];
    const item = [
      { type: 'from_resume', url: 'linkedin.com/in/ada/' },
      { type: 'from_resume', url: 'ada.dev' },
    ];
    expect(mergeInfo({ urls: stored }, { urls: item })).to.deep.equal({ urls: [stored[0], item[1]] });
  });
});
