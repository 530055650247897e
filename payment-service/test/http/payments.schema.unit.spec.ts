import { valid } from '@shop/common/validation/validate';
import { expect } from 'chai';
import { refundByHandSchema } from '../../src/http/payments.schema.js';

describe('why an administrator gave money back by hand', () => {
  it('is kept without card numbers', () => {
    const body = valid(refundByHandSchema, { reason: 'transferred to 4111 1111 1111 1111' });
    expect(body).to.deep.equal({ reason: 'transferred to [redacted]' });
  });
});
