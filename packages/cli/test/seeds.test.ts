import { readFile } from 'node:fs/promises';
import { connectors } from '@hrflow-sync/connectors';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reference } from '../src/docs/reference.js';
import { sections, type Row } from './page.js';

const pages = reference(connectors);

/** Pages of hrflow-connectors, by where ours lie. */
const SEEDS: Readonly<Record<string, string>> = {
  'greenhouse/update_profiles_in_hrflow.md': 'greenhouse.update_profiles_in_hrflow.md',
  'jazzhr/update_profiles_in_hrflow.md': 'jazzhr.update_profiles_in_hrflow.md',
  'flatchr/update_profiles_in_hrflow.md': 'flatchr.update_profiles_in_hrflow.md',
  'breezyhr/update_profiles_in_breezyhr.md': 'breezyhr.update_profiles_in_breezyhr.md',
};

/** Fields that are required there and not here, by what may stand in their place here. */
const OTHER_WAYS: Readonly<Record<string, readonly string[]>> = {
  'Greenhouse Auth Parameters: auth': ['client_id', 'client_secret'],
};

describe('the pages of hrflow-connectors, beside ours', () => {
  for (const [path, file] of Object.entries(SEEDS)) {
    const page = pages.get(path);
    if (page === undefined) it(`${path} (not here: no connector has this action yet)`);
    else describe(path, () => compare(page, new URL(`fixtures/${file}`, import.meta.url)));
  }
  describePushProfile(pages.get('breezyhr/create_profiles_in_breezyhr.md'));
});

function compare(page: string, seed: URL): void {
  let theirs: string;
  before(async () => {
    theirs = await readFile(seed, 'utf8');
  });

  it('has their title, direction and description, and their headings in their order', () => {
    const [title, description] = headOf(theirs);
    expect(headOf(page)[0]).to.equal(title);
    expect(headOf(page)[1]).to.satisfy((ours: string) => ours.startsWith(description!));
    expect(Object.keys(sections(page))).to.deep.equal(Object.keys(sections(theirs)));
    expect(page).to.include('\n:red_circle: : *required*\n');
  });

  it('has every field of theirs with its type, default and description, in their order', () => {
    const own = sections(page);
    for (const [heading, fields] of Object.entries(sections(theirs))) {
      if (heading === 'Other Parameters' || heading === 'Example') continue;
      const names = new Set(fields.map(({ name }) => name));
      const ours = own[heading]?.filter(({ name }) => names.has(name));
      expect(ours, heading).to.deep.equal(fields.map((field) => asOurs(field, heading, own[heading] ?? [])));
    }
  });

  it('has every other parameter of theirs under our names and types', () => {
    const own = new Map(sections(page)['Other Parameters']?.map((field) => [field.name, field]));
    const expected: Record<string, [name: string, required: boolean, type: string, byDefault: string]> = {
      workflow_id: ['id', true, '`string`', 'None'],
      // The Python page marks it required; neither there nor here is it.
      logics: ['logics', false, '`array`', '`[]`'],
      format: ['format', false, '`function`', "the action's own"],
      callback: ['callback', false, '`function`', 'None'],
      persist: ['persist', false, '`boolean`', '`true`'],
      incremental: ['incremental', false, '`boolean`', '`false`'],
    };
    const names = sections(theirs)['Other Parameters']?.map(({ name }) => name);
    expect(names).to.deep.equal(Object.keys(expected));
    for (const [name, required, type, byDefault] of Object.values(expected)) {
      expect(own.get(name), name).to.include({ name, required, type, default: byDefault });
      expect(own.get(name)?.description).to.match(/\w{3}/);
    }
    expect([...own.keys()]).to.include('schedule');
  });
}

/** Title with direction, and description. */
function headOf(page: string): string[] {
  return page.split('\n## ')[0]!.trim().split('\n\n').slice(0, 2);
}

/** As our pages write what theirs say: Python's `None` of an optional field is `null`, its literals are JSON. */
function asOurs(field: Row, heading: string, ours: readonly Row[]): Row {
  const ways = OTHER_WAYS[`${heading}: ${field.name}`] ?? [];
  const isOneOfMany = ways.length > 0 && ways.every((way) => ours.some(({ name }) => name === way));
  if (field.required) return isOneOfMany ? { ...field, required: false } : field;
  const [, literals] = /^`Literal\[(.*)\]`$/.exec(field.type) ?? [];
  if (literals === undefined) return { ...field, default: '`null`' };
  const type = `\`${literals.replaceAll("'", '"').replaceAll(',', '\\|')}\``;
  return { ...field, type, default: `\`"${field.default}"\`` };
}

/** The older `push_profile`: what of it is about Breezy HR, and where it lies now. */
function describePushProfile(page: string | undefined): void {
  const FIELDS: Readonly<Record<string, [heading: string, byDefault: string]>> = {
    position_id: ['Push Parameters (Breezy HR)', 'None'],
    company_name: ['Breezy HR Auth Parameters', '`null`'],
    company_id: ['Breezy HR Auth Parameters', '`null`'],
    origin: ['Push Parameters (Breezy HR)', '`"sourced"`'],
    cover_letter: ['Push Parameters (Breezy HR)', '`null`'],
  };
  const name = 'breezyhr/create_profiles_in_breezyhr.md has what the older page of push_profile offers';
  if (page === undefined) return void it(`${name} (not here: no connector has this action yet)`);
  it(name, async () => {
    const seed = new URL('fixtures/breezyhr.push_profile.catch-workflow.md', import.meta.url);
    const theirs = new Map(
      sections(await readFile(seed, 'utf8'))['Parameters']?.map((field) => [field.name, field]),
    );
    const own = sections(page);
    for (const [field, [heading, byDefault]] of Object.entries(FIELDS)) {
      const ours = own[heading]?.find((each) => each.name === field);
      expect(ours, field).to.include({ required: theirs.get(field)?.required, default: byDefault });
      expect(ours?.description, field).to.match(/\w{3}/);
    }
    expect(own['Push Parameters (Breezy HR)']?.find((each) => each.name === 'origin')?.type).to.equal(
      '`"sourced"\\|"applied"`',
    );
  });
}
