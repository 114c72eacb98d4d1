import { connectors, Greenhouse, type Action } from '@hrflow-sync/connectors';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runCommand } from '../../../test/support/command.js';
import { listConnectors } from '../src/commands/connectors.js';

const actions = connectors.flatMap((connector) => connector.actions);

describe('hrflow-sync connectors', () => {
  it('lists every action with its mode, entity and direction, and whether it can read incrementally', async () => {
    const { code, out, err } = await runCommand(['connectors'], {});
    expect([code, err]).to.deep.equal([0, '']);
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head?.split(/\s{2,}/)).to.deep.equal([
      'connector',
      'action',
      'mode',
      'entity',
      'direction',
      'incremental',
    ]);
    expect(rows.map((row) => row.split(/\s{2,}/)[1])).to.deep.equal(actions.map(({ name }) => name));
    expect(rows.map((row) => row.split(/\s{2,}/))).to.deep.include([
      'Greenhouse',
      'update_profiles_in_hrflow',
      'update',
      'profile',
      'Greenhouse → HrFlow',
      'yes',
    ]);
  });

  it('prints one JSON document for programs', async () => {
    const { code, out, err } = await runCommand(['connectors', '--json'], {});
    expect([code, err]).to.deep.equal([0, '']);
    const document = JSON.parse(out) as { connectors: { subtype: string; actions: { name: string }[] }[] };
    expect(document.connectors.map(({ subtype }) => subtype)).to.deep.equal(
      connectors.map(({ info }) => info.subtype),
    );
    const greenhouse = document.connectors.find(({ subtype }) => subtype === 'greenhouse');
    expect(greenhouse).to.include({ name: 'Greenhouse', type: 'ATS', url: 'https://www.greenhouse.io/' });
    expect(greenhouse?.actions).to.deep.include({
      name: 'update_profiles_in_hrflow',
      mode: 'update',
      entity: 'profile',
      direction: 'inbound',
      origin: 'Greenhouse',
      target: 'HrFlow',
      incremental: true,
    });
  });

  it('tells outbound actions, and those that can not read incrementally', () => {
    const action = Greenhouse.update_profiles_in_hrflow as Action;
    const { incremental: _, ...origin } = action.origin;
    const outward: Action = {
      ...action,
      name: 'create_profiles_in_greenhouse',
      direction: 'outbound',
      origin,
    };
    const lines = listConnectors({ json: false }, [{ info: Greenhouse.info, actions: [outward] }]).split(
      '\n',
    );
    expect(lines[1]?.split(/\s{2,}/).slice(-2)).to.deep.equal(['HrFlow → Greenhouse', 'no']);
  });

  it('takes no argument', async () => {
    expect((await runCommand(['connectors', 'greenhouse'], {})).code).to.equal(2);
  });
});
