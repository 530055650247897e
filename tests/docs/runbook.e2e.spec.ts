import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { blocks } from '../support/markdown.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { here, run } from './commands.js';
import { read } from './markdown-files.js';

/** The commands of a section of the runbook, including blocks that are indented in lists. */
function commandsUnder(heading: string): string[] {
  const [, text] = read('docs/runbook.md').split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`the runbook has no “${heading}”`);
  return blocks(text.split('\n## ')[0]!.replace(/^ {3}/gm, ''), 'bash');
}

describe('the runbook', function () {
  this.timeout(120_000);
  let shop: Shop;
  let customer: Person;
  let admin: Person;
  let methodId: string;
  before(async () => {
    shop = await startShop({ ownStore: true, env: { FAULT_INJECTION: 'on' } });
    customer = await shop.register();
    admin = await shop.admin();
    const card = { paymentMethod: 'credit_card', cardDetails: CARD };
    methodId = (await customer.call('POST', '/api/payment-methods', card)).body['id'] as string;
  });
  after(() => shop?.stop());

  /** Runs commands with ids filled in, after the log-in of “First look”; returns the output of each. */
  async function execute(commands: string[], ids: Record<string, string> = {}): Promise<string[]> {
    const filled = Object.entries(ids).reduce(
      (texts, [name, id]) => texts.map((text) => text.replaceAll(name, id)),
      commands,
    );
    const [login] = blocks(read('docs/runbook.md'), 'bash')[0]!.split('\n');
    const printed = await run(
      [login!, ...filled].map((command) => here(command, shop)),
      { SHOP: shop.url },
    );
    return printed.slice(1);
  }
  const order = async (paymentMethodId?: string) => {
    const items = [{ productId: 'product-1', quantity: 1 }];
    const body = { items, shippingAddress: ADDRESS, ...(paymentMethodId ? { paymentMethodId } : {}) };
    return (await customer.call('POST', '/api/orders', body)).body['id'] as string;
  };
  const auditHolds = async () => expect((await admin.call('GET', '/api/invariants')).body).to.include({ ok: true });

  it('begins with commands that show the state of the system', async () => {
    const [first] = blocks(read('docs/runbook.md'), 'bash');
    const [printed = ''] = await execute([first!]);
    expect(printed)
      .to.match(/"status":"(ok|ready)"/)
      .and.to.contain('"ok":true');
  });

  it('inspects a saga, retries it and compensates it, and keeps the reasons in the audit', async () => {
    const [look, retry, giveUp] = commandsUnder('A saga is stuck');
    const id = await order();
    await shop.awaitOutcome(customer, id, 'AWAITING_PAYMENT');
    const [list, woken, undone] = await execute([look!, retry!, giveUp!], { SAGA_ID: id });
    expect(list).to.contain('"items":[]').and.to.contain(`"id":"${id}"`);
    expect(woken).to.contain('"reason":"payment-service is back"');
    expect(undone).to.contain('"command"').and.to.contain('"reason":"customer called"');
    await shop.awaitOutcome(customer, id, 'CANCELLED');
    const saga = await admin.call('GET', `/api/sagas/${id}`);
    expect(saga.body['audit'].map((entry: { action: string }) => entry.action)).to.deep.equal(['retry', 'compensate']);
  });

  it('needs no restore when Redis loses all data amid orders', async () => {
    expect(commandsUnder('Redis is lost')).to.deep.equal([]); // it recovers by itself
    const ids = await Promise.all(Array.from({ length: 4 }, () => order(methodId)));
    shop.stack.kill('redis', 'SIGKILL');
    await rm(join(shop.dataDir, 'redis'), { recursive: true, force: true });
    await shop.stack.waitReady('redis');
    for (const id of ids) await shop.awaitOutcome(customer, id, 'CONFIRMED', 40_000);
    await auditHolds();
  });

  it('waits for a provider that is down, and verifies a payment by hand', async () => {
    const [verify] = commandsUnder('The payment provider is down');
    shop.stack.kill('payment-provider', 'SIGSTOP');
    const id = await order(methodId);
    await shop.awaitOutcome(customer, id, 'AWAITING_PAYMENT');
    shop.stack.kill('payment-provider', 'SIGCONT');
    const { payment } = await shop.awaitOutcome(customer, id, 'CONFIRMED', 40_000);
    const [verified] = await execute([verify!], { PAYMENT_ID: payment.id as string });
    expect(verified).to.contain('"status":"CAPTURED"');
    await auditHolds();
  });

  it('rotates the signing keys without logging anyone out', async () => {
    const [rotate] = commandsUnder('Rotate the keys that sign access tokens');
    const [printed] = await execute([rotate!]);
    expect(printed).to.contain('A new signing key is published');
    await until(
      'both keys are published',
      async () => {
        const { keys } = (await shop.call('GET', '/.well-known/jwks.json')).body as { keys: unknown[] };
        return keys.length === 2;
      },
      15_000,
    );
    expect((await customer.call('GET', '/api/users/me')).status).to.equal(200);
  });

  it('restores a copy of the data folder: the orders are there, the audit holds, log-ins work', async () => {
    const [copy] = commandsUnder('Back up and restore');
    expect(copy).to.equal('cp -a .data .data-backup');
    const id = await order(methodId);
    await shop.awaitOutcome(customer, id, 'CONFIRMED');
    // stopping the shop deletes the folder, so it is copied after the stack has stopped
    await shop.stack.stop();
    const saved = `${shop.dataDir}-saved`;
    try {
      await cp(shop.dataDir, saved, { recursive: true, preserveTimestamps: true });
      const restored = await startShop({
        ownStore: true,
        prepare: (dataDir) => cp(saved, dataDir, { recursive: true }),
      });
      try {
        const operator = await restored.admin();
        expect((await operator.call('GET', `/api/orders/${id}`)).body).to.include({ status: 'CONFIRMED' });
        expect((await operator.call('GET', '/api/invariants')).body).to.include({ ok: true });
      } finally {
        await restored.stop();
      }
    } finally {
      await rm(saved, { recursive: true, force: true });
    }
    expect(existsSync(saved)).to.equal(false);
  });
});
