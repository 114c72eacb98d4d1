import { readFileSync } from 'node:fs';
import { connectors, type Action } from '@hrflow-sync/connectors';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fieldsOf, type SchemaField } from '../src/docs/fields.js';

/** A parameter as hrflow-connectors has it. */
interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** JSON, or nothing where it is required. */
  readonly default: string | undefined;
  readonly description: string;
}

/** A line of a table, cell by cell. */
type Line = readonly string[];

/** A parameter that isn't as it is there, on purpose. */
interface Departure {
  readonly path: RegExp;
  /** What differs; nothing where the parameter selects what is archived, and says so in its own words. */
  readonly here?: Partial<Parameter>;
  readonly why: string;
}

/** Names, types, defaults and descriptions are hrflow-connectors' contract; these few are not. */
const DEPARTURES: readonly Departure[] = [
  {
    path: /^greenhouse\.\w+: connectorAuth\.auth$/,
    here: { required: false },
    why: 'a key of Harvest v1, which has ended: client_id and client_secret stand in its place',
  },
  {
    path: /^(breezyhr\.archive_jobs_in_hrflow: pullParameters\.state|jazzhr\.archive_\w+_in_hrflow: pullParameters\.status)$/,
    why: 'there it archived what is live; here it takes only states that mean archived, or has to be given',
  },
];

/** Types that say no less than hrflow-connectors': `str` may be one of a few words, or a text of one form. */
const NARROWER: Readonly<Record<string, RegExp>> = {
  string: /^(string|"[^|]*")$/,
  array: /^array$/,
  boolean: /^boolean$/,
};

const catalogue = readFileSync(new URL('fixtures/catalogue.md', import.meta.url), 'utf8');
const chapters = new Map(
  catalogue
    .split(/^### 2\.\d+ /m)
    .slice(1)
    .map((text) => [/\(`(\w+)`/.exec(text)?.[1] ?? 'hrflow', text]),
);

describe('the catalogue of hrflow-connectors', () => {
  for (const [subtype, chapter] of chapters) {
    if (subtype === 'hrflow') continue;
    const connector = connectors.find(({ info }) => info.subtype === subtype);
    for (const [, name = '', mode = '', entity = '', direction = '', , , pull = '', push = ''] of flows(
      chapter,
    )) {
      const action = connector?.actions.find((each) => `\`${each.name}\`` === name);
      const title = `${subtype}: ${name.replaceAll('`', '')}`;
      if (!action) {
        it(`${title} (not here: no connector has this action yet)`);
        continue;
      }
      it(`${title} has the parameters it has there`, () => {
        expect(action).to.include({ mode, entity, direction });
        const [reading, writing] = direction === 'inbound' ? [subtype, 'hrflow'] : ['hrflow', subtype];
        const about = { entity, mode };
        expectFields(action, 'connectorAuth', parametersIn(chapter, 'Auth:'));
        expectFields(action, 'pullParameters', named(pull, tableOf(reading, { ...about, what: 'read' })));
        expectFields(action, 'pushParameters', named(push, tableOf(writing, { ...about, what: 'write' })));
      });
    }
  }

  it('is the one we read', () => {
    expect([...chapters.keys()]).to.deep.equal(['hrflow', 'flatchr', 'breezyhr', 'greenhouse', 'jazzhr']);
    expect([...chapters.values()].flatMap(flows)).to.have.length(33);
  });
});

/** Lines of the table of actions. */
function flows(chapter: string): Line[] {
  return chapter
    .split('\n')
    .map(cells)
    .filter(([number]) => /^\d+$/.test(number ?? ''));
}

function cells(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** The table below the heading that is about this entity and mode: `… **job read** [create/update/archive]`. */
function tableOf(
  subtype: string,
  { entity, mode, what }: { entity: string; mode: string; what: string },
): Parameter[] {
  const chapter = chapters.get(subtype) ?? '';
  const headings = chapter.split('\n').filter((line) => line.endsWith(':'));
  const heading = headings.find((line) =>
    subtype === 'hrflow'
      ? line === `${entity} **${mode}** ${what}:`
      : line.includes(`**${entity} ${what}**`) && line.includes(mode),
  );
  return heading === undefined ? [] : parametersIn(chapter, heading);
}

function parametersIn(chapter: string, heading: string): Parameter[] {
  const [, below = ''] = chapter.split(`\n${heading}\n\n`);
  const lines = below.split('\n\n')[0]!.split('\n').slice(2);
  return lines.map(cells).map(([name = '', type = '', required = '', byDefault = '', description = '']) => ({
    name: name.replaceAll('`', ''),
    type: type.replaceAll('`', ''),
    required: required.includes('yes'),
    default: byDefault === '–' ? undefined : byDefault.replaceAll('`', ''),
    description,
  }));
}

/** Those of a table that an action lists; it must list no other. */
function named(list: string, table: readonly Parameter[]): Parameter[] {
  const names = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const parameters = table.filter(({ name }) => names.includes(name));
  expect(parameters.map(({ name }) => name)).to.deep.equal(names);
  return parameters;
}

type Part = 'connectorAuth' | 'pullParameters' | 'pushParameters';

function expectFields(action: Action, part: Part, expected: readonly Parameter[]): void {
  const ours = new Map(fieldsOf(schemaOf(action, part)).map((field) => [field.name, field]));
  for (const parameter of expected) {
    const path = `${action.connector.subtype}.${action.name}: ${part}.${parameter.name}`;
    const field = ours.get(parameter.name);
    if (!field) throw new Error(`${path} is missing`);
    const departures = DEPARTURES.filter((each) => each.path.test(path));
    if (departures.some(({ here }) => here === undefined)) {
      expect(field.description, path).to.match(/archiv/i);
      continue;
    }
    const accepted = [parameter, ...departures.map(({ here }) => ({ ...parameter, ...here }))];
    expect(accepted.map(contractOf), path).to.deep.include(contractOf(field));
    expectType(field, parameter.type, path);
  }
}

/** What must be word for word. Ours write a default as code; a description may have several lines. */
function contractOf({ name, required, default: byDefault, description }: Parameter) {
  const words = description.replace(/\s+/g, ' ');
  return { name, required, default: byDefault?.replaceAll('`', ''), description: words };
}

function schemaOf(action: Action, part: Part) {
  if (part === 'connectorAuth') return action.connectorAuth;
  return part === 'pullParameters' ? action.origin.parameters : action.target.parameters;
}

function expectType(field: SchemaField, theirs: string, path: string): void {
  const nullable = theirs.endsWith('|null');
  const ours = field.type.split('|');
  expect(ours.includes('null'), `${path} takes null`).to.equal(nullable);
  const names = ours.filter((name) => name !== 'null');
  const [, choices] = /^\w+\(([^)]*)\)/.exec(theirs) ?? [];
  if (choices !== undefined) {
    expect(names, path).to.have.members(choices.split(', ').map((choice) => JSON.stringify(choice)));
    return;
  }
  const type = { str: 'string', bool: 'boolean' }[theirs.replace('|null', '')] ?? 'array';
  for (const name of names) expect(name, path).to.match(NARROWER[type]!);
}
