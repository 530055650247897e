import { valid } from '@shop/common/validation/validate';
import { expect } from 'chai';
import { refundByHandSchema } from '../../dist/http/payments.schema.js';

describe('the reason of a refund by hand', () => {
  it('is stored without card numbers', () => {
    const body = valid(refundByHandSchema, { reason: 'transferred to 4111 1111 1111 1111' });
    expect(body).to.deep.equal({ reason: 'transferred to [redacted]' });
  });
});
