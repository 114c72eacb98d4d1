import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Greenhouse, type Action, type ActionTypes, type GreenhouseCandidate } from '../src/index.js';

/** As `defineWorkflow` in core: everything after the action is typed by it. */
function define<Types extends ActionTypes>(workflow: {
  action: Action<Types>;
  connectorAuth: NoInfer<Types['connectorAuth']>;
  pullParameters?: NoInfer<Types['pullParameters']>;
  pushParameters: NoInfer<Types['pushParameters']>;
  logics?: ((item: NoInfer<Types['raw']>) => NoInfer<Types['raw']> | null)[];
  format?: (item: NoInfer<Types['raw']>) => NoInfer<Types['formatted']>;
}) {
  return workflow;
}

const action = Greenhouse.update_profiles_in_hrflow;
const connectorAuth = { auth: 'key' };
const pushParameters = { source_key: 'src' };

describe("an action's types", () => {
  it('let through what fits', () => {
    define({
      action,
      connectorAuth,
      pullParameters: { updated_after: '2026-01-01', skip_count: null },
      pushParameters: { source_key: 'src', only_edit_fields: ['tags'] },
      logics: [(candidate) => (candidate.is_private ? null : candidate)],
      format: (candidate) => ({
        reference: String(candidate.id),
        tags: [{ name: 'x' }],
        info: { email: null },
      }),
    });
    expect(action.name).to.equal('update_profiles_in_hrflow');
  });

  it('are checked by the compiler, and so is this', () => {
    // @ts-expect-error a parameter's name is misspelt
    define({ action, connectorAuth, pushParameters, pullParameters: { updated_afterr: '2026-01-01' } });
    // @ts-expect-error a parameter has another type
    define({ action, connectorAuth, pushParameters, pullParameters: { skip_count: 'yes' } });
    // @ts-expect-error a parameter is missing
    define({ action, connectorAuth, pushParameters: {} });
    // @ts-expect-error a credential is misspelt
    define({ action, connectorAuth: { apiKey: 'key' }, pushParameters });
    // @ts-expect-error a name is no number
    define({ action, connectorAuth, pushParameters, logics: [(item) => (item.title === 5 ? item : null)] });
    // @ts-expect-error references are strings
    define({ action, connectorAuth, pushParameters, format: (item) => ({ reference: item.id }) });
    // @ts-expect-error the connector has no such action
    expect(Greenhouse.create_pizzas_in_hrflow).to.equal(undefined);
  });

  it('name the candidate', () => {
    const logic: (item: GreenhouseCandidate) => GreenhouseCandidate | null = (item) => item;
    define({ action, connectorAuth, pushParameters, logics: [logic] });
  });
});
