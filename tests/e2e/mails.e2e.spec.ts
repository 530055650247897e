import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { mailsTo, resetTokenOf } from '../support/mails.js';
import { ADDRESS, CARD, startShop, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

describe('mails in a whole shop', function () {
  this.timeout(180_000);
  let shop: Shop;
  before(async () => {
    shop = await startShop();
  });
  after(() => shop?.stop());

  it('let a user set a new password once by a link, after which no log has the token, the address or the passwords', async () => {
    const user = await shop.register();
    const old = user.token;
    expect((await shop.call('POST', '/api/users/password-reset', { email: user.email })).status).to.equal(202);
    expect((await shop.call('POST', '/api/users/password-reset', { email: 'nobody@example.com' })).status).to.equal(
      202,
    );
    const token = await resetTokenOf(shop, user.email);
    const newPassword = 'a new password';
    const confirm = () => shop.call('POST', '/api/users/password-reset/confirm', { token, newPassword });
    expect((await confirm()).status).to.equal(204);
    expect(await confirm()).to.deep.include({ status: 401 });
    const logIn = (password: string) => shop.call('POST', '/api/users/login', { email: user.email, password });
    expect([(await logIn('password123')).status, (await logIn(newPassword)).status]).to.deep.equal([401, 200]);
    expect(await mailsTo(shop, 'nobody@example.com')).to.deep.equal([]);
    const logs = join(shop.dataDir, 'logs');
    for (const file of await readdir(logs)) {
      const text = await readFile(join(logs, file), 'utf8');
      for (const secret of [token.split('.')[1]!, user.email, old, newPassword])
        expect(text.includes(secret), `${file} has ${secret}`).to.equal(false);
    }
  });

  it('are shown at /mail to administrators only, and have their queue on the dashboard', async () => {
    const [user, admin] = await Promise.all([shop.register(), shop.admin()]);
    const page = (token?: string, path = '/mail', accept = 'text/html') =>
      fetch(shop.url + path, { headers: { accept, ...(token ? { authorization: `Bearer ${token}` } : {}) } });
    expect((await page()).status).to.equal(401);
    expect(await (await page()).text()).to.include('Log in');
    expect((await page(user.token)).status).to.equal(403);
    const shown = await page(admin.token);
    expect(shown.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(await shown.text()).to.include('Set a new password');
    const queues = (await (await page(admin.token, '/admin/queues/api/queues', 'application/json')).json()) as {
      queues: { name: string }[];
    };
    expect(queues.queues.map(({ name }) => name)).to.include.members(['sagas', 'mails']);
    expect((await admin.call('GET', '/api/mails')).body['items'][0]).to.include({
      kind: 'password-reset',
      state: 'SENT',
    });
  });

  it('are sent once for a confirmed order, a refund and a cancelled order, although notification-service is killed', async () => {
    const [user, admin] = await Promise.all([shop.register(), shop.admin()]);
    const stored = { paymentMethod: 'credit_card', cardDetails: CARD };
    const { body: card } = await user.call('POST', '/api/payment-methods', stored);
    const items = [{ productId: 'product-1', quantity: 1 }];
    const placing = { items, shippingAddress: ADDRESS, paymentMethodId: card['id'] };
    const { body: order } = await user.call('POST', '/api/orders', placing, { prefer: 'wait=20' });
    const id = order['id'] as string;
    await shop.awaitOutcome(user, id, 'CONFIRMED');
    const subjects = async () =>
      (await mailsTo(shop, user.email)).map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]).sort();
    await until('the confirmation is mailed', async () => (await subjects()).length === 1);
    const payment = await until('it is captured', async () => {
      const shown = (await user.call('GET', `/api/orders/${id}`)).body['payment'];
      return shown?.status === 'CAPTURED' && shown;
    });
    await admin.call('POST', `/api/payments/${payment.id}/refund`, { amount: 10 });
    await until('the refund is mailed', async () => (await subjects()).length === 2);
    await user.call('POST', `/api/orders/${id}/cancel`);
    await shop.awaitOutcome(user, id, 'CANCELLED');
    await until('the cancellation and the rest are mailed', async () => (await subjects()).length === 4);
    shop.stack.kill('notification-service', 'SIGKILL');
    await until('it is back', async () => (await fetch(`${shop.stack.urls['notification-service']}/health/ready`)).ok);
    const again = (await user.call('POST', '/api/orders', { items, shippingAddress: ADDRESS })).body['id'] as string;
    await user.call('POST', `/api/orders/${again}/cancel`);
    await until('the next is mailed', async () => (await subjects()).length === 5);
    expect((await subjects()).filter((each) => each?.includes(id))).to.have.length(4);
  });

  it('link to the shop page, which sends the token to no other origin', async () => {
    const answer = await fetch(`${shop.url}/?token=abc.def`);
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('referrer-policy')).to.equal('same-origin');
  });
});
