import type { JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import { here, run } from '../docs/commands.js';
import { read } from '../docs/markdown-files.js';
import { blocks } from '../support/markdown.js';
import { sharedShop } from '../support/shared-shop.js';
import type { Shop } from '../support/shop.js';

// tests/docs/readme.unit.spec.ts holds that the Korean documents have identical blocks
describe('the first commands of the documents', () => {
  let shop: Shop;
  before(async () => {
    shop = await sharedShop();
  });

  it('are two npm commands and five calls in README.md', () => {
    const commands = blocks(read('README.md'), 'bash');
    expect(commands.slice(0, 2)).to.deep.equal(['npm start', 'npm test']); // not run here: CI runs them
    expect(commands.slice(2).filter((command) => command.includes('curl'))).to.have.length(5);
    expect(commands).to.have.length(7);
  });

  it('work in README.md one after the other without changes, also a second time', async () => {
    const commands = blocks(read('README.md'), 'bash').slice(2);
    for (const status of [undefined, 409]) {
      const printed = await run(
        commands.map((command) => here(command, shop)),
        {},
      );
      const [user, token, order, payment, seen] = printed.map((text) => (text ? JSON.parse(text) : text));
      expect(user).to.include(status ? { status } : { email: 'you@example.com', role: 'user' });
      expect([token, order], 'commands that set variables print nothing').to.deep.equal(['', '']);
      expect(payment, JSON.stringify(payment)).to.include({ status: 'CAPTURED', amount: 59.98 });
      expect(seen).to.include({ id: payment.orderId, status: 'CONFIRMED' });
    }
  });

  it('work in docs/api-by-curl.md with the token and the order filled in', async () => {
    const curls = blocks(read('docs/api-by-curl.md'), 'bash');
    expect(curls).to.have.length(5);
    let token = '';
    let orderId = '';
    const answers: JsonObject[] = [];
    for (const curl of curls) {
      const command = here(curl, shop).replaceAll('YOUR_JWT_TOKEN', token).replaceAll('order-123', orderId);
      const answer = JSON.parse((await run([command], {}))[0]!) as JsonObject;
      answers.push(answer);
      token ||= (answer['accessToken'] as string | undefined) ?? '';
      if (answer['items']) orderId ||= answer['id'] as string;
    }
    const [user, , order, payment, seen] = answers;
    expect(user).to.include({ email: 'user@example.com', name: 'John Doe', role: 'user' });
    expect(order).to.include({ totalAmount: 59.98, currency: 'USD' });
    expect(payment, JSON.stringify(payment)).to.include({ orderId, status: 'CAPTURED', amount: 59.98 });
    expect(seen).to.include({ id: orderId, status: 'CONFIRMED' });
  });
});
