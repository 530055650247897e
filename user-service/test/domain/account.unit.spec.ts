import { expect } from 'chai';
import { endsLogIns, locksOutItself, sameEmail, type Account } from '../../src/domain/account.js';

const account = (change: Partial<Account> = {}): Account => ({
  id: 'a',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'admin',
  disabled: false,
  passwordHash: '',
  epoch: 0,
  createdAt: new Date(),
  ...change,
});

describe('an account', () => {
  it('is found by its address in any case and any Unicode form', () => {
    expect(sameEmail('Ada@Example.COM')).to.equal('ada@example.com');
    expect(sameEmail('Jose\u0301@example.com')).to.equal(sameEmail('jos\u00e9@example.com'));
  });

  it('cannot be disabled or demoted by its own owner, but by others', () => {
    expect(locksOutItself('a', 'a', { disabled: true })).to.equal(true);
    for (const role of ['user', 'viewer'] as const) expect(locksOutItself('a', 'a', { role })).to.equal(true);
    expect(locksOutItself('a', 'a', { role: 'admin', disabled: false })).to.equal(false);
    expect(locksOutItself('b', 'a', { disabled: true, role: 'user' })).to.equal(false);
  });

  it('loses its log-ins when it becomes disabled, not by other changes', () => {
    expect(endsLogIns(account(), { disabled: true })).to.equal(true);
    expect(endsLogIns(account({ disabled: true }), { disabled: true })).to.equal(false);
    expect(endsLogIns(account(), { role: 'user' })).to.equal(false);
  });
});
