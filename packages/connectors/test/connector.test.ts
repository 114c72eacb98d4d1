import { expect } from 'chai';
import { describe, it } from 'mocha';
import { defineConnector, Greenhouse } from '../src/index.js';

describe('a connector', () => {
  it('says what it is and carries each action under its name', () => {
    expect(Greenhouse.info).to.include({ name: 'Greenhouse', subtype: 'greenhouse', type: 'ATS' });
    expect(Greenhouse.actions).to.include(Greenhouse.update_profiles_in_hrflow);
    for (const action of Greenhouse.actions) {
      expect((Greenhouse as unknown as Record<string, unknown>)[action.name]).to.equal(action);
    }
    const { name, mode, entity, direction, connector } = Greenhouse.update_profiles_in_hrflow;
    expect({ name, mode, entity, direction, connector }).to.deep.equal({
      name: 'update_profiles_in_hrflow',
      mode: 'update',
      entity: 'profile',
      direction: 'inbound',
      connector: Greenhouse.info,
    });
  });

  it('checks credentials strictly', () => {
    const { connectorAuth, hrflowAuth } = Greenhouse.update_profiles_in_hrflow;
    expect(connectorAuth.safeParse({ auth: 'key' }).success).to.equal(true);
    for (const bad of [{}, { auth: '' }, { auth: 'key', more: 1 }, { apiKey: 'key' }]) {
      expect(connectorAuth.safeParse(bad).success, JSON.stringify(bad)).to.equal(false);
    }
    expect(hrflowAuth.safeParse({ api_secret: 'a', api_user: 'b' }).success).to.equal(true);
    expect(hrflowAuth.safeParse({ api_secret: 'a' }).success).to.equal(false);
  });

  it('refuses an action whose name does not say what it does', () => {
    const { update_profiles_in_hrflow: action, info } = Greenhouse;
    const define = () =>
      defineConnector({ ...info, credentials: action.connectorAuth, actions: { pull_profiles: action } });
    expect(define).to.throw('Greenhouse: action pull_profiles must be named update_profiles_in_hrflow');
  });
});
