import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import type { Problem } from '../../dist/errors.js';
import { sentKey } from '../../dist/http/idempotency-key.js';

const request = (...keys: string[]): IncomingMessage =>
  ({
    headers: keys.length === 0 ? {} : { 'idempotency-key': keys.join(', ') },
    rawHeaders: ['Host', 'idempotency-key', ...keys.flatMap((key) => ['Idempotency-Key', key])],
  }) as never;

describe('the Idempotency-Key of a request', () => {
  it('is what was sent, even if that is empty or has a comma', () => {
    expect(sentKey(request())).to.equal(undefined);
    for (const key of ['', 'a', 'a, b']) expect(sentKey(request(key))).to.equal(key);
  });

  it('is refused when there are several, equal or not', () => {
    for (const keys of [
      ['a', 'b'],
      ['a', 'a'],
      ['', ''],
    ])
      expect(() => sentKey(request(...keys)))
        .to.throw()
        .that.satisfies(({ status, code }: Problem) => status === 422 && code === 'VALIDATION_FAILED');
  });
});
