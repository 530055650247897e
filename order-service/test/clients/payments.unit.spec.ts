import { status as Status } from '@grpc/grpc-js';
import { Problem, unavailable } from '@shop/common/errors';
import { expect } from 'chai';
import { PaymentsClient } from '../../dist/clients/payments.js';

describe('the check of a refund by payment-service', () => {
  /** The check when the call fails so; resolves with its error. */
  const check = (error: Error): Promise<unknown> => {
    const call = () => Promise.reject(error);
    const refund = { changeId: 'change', orderId: 'order', amountMinor: 1 };
    return new PaymentsClient({ call } as never).checkRefund(refund).catch((thrown: unknown) => thrown);
  };
  const withCode = (code: Status) => unavailable('payment-service', Object.assign(new Error('call'), { code }));

  it('is passed by one of an earlier release, which does not know the call', async () => {
    expect(await check(withCode(Status.UNIMPLEMENTED))).to.equal(undefined);
  });

  it('fails when it is refused or cannot be reached', async () => {
    for (const error of [new Problem(422, 'AMOUNT_NOT_IN_STEPS'), withCode(Status.UNAVAILABLE)])
      expect(await check(error)).to.equal(error);
  });
});
