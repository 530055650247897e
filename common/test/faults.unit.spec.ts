import { expect } from 'chai';
import { newContext, withContext } from '../dist/tracing/context.js';
import { Faults } from '../dist/faults.js';
import { faultListSchema } from '../dist/http/faults.routes.js';

const fault = { at: 'order.reserve.before', do: 'unavailable', times: 1, delayMs: 0 } as const;

describe('faults', () => {
  const about = (orderId: string, faults: Faults) =>
    withContext({ ...newContext(), orderId }, () =>
      faults.at(fault.at).then(
        () => 'passed',
        () => 'struck',
      ),
    );
  const declared = (enabled: boolean) => {
    const faults = new Faults(enabled);
    faults.declare('order.reserve');
    return faults;
  };

  it('that are armed for one order leave the others alone, and stay armed until it comes', async () => {
    const faults = declared(true);
    faults.arm({ ...fault, orderId: 'b' });
    expect(await about('a', faults)).to.equal('passed');
    expect(await about('b', faults)).to.equal('struck');
    expect(await about('b', faults)).to.equal('passed');
  });

  it('are listed as the OpenAPI document says, with their orderId', () => {
    const faults = declared(true);
    faults.arm({ ...fault, orderId: 'b' });
    expect(faultListSchema.validate(faults.list()).error).to.equal(undefined);
  });

  it('that are armed for no order strike the first that comes', async () => {
    const faults = declared(true);
    faults.arm(fault);
    expect(await about('a', faults)).to.equal('struck');
    expect(await about('b', faults)).to.equal('passed');
  });

  it('never strike unless they are switched on', async () => {
    const faults = declared(false);
    faults.arm(fault);
    expect(await about('a', faults)).to.equal('passed');
  });
});
