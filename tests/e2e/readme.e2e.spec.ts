import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { blocks } from '../support/markdown.js';
import { sharedShop } from '../support/shared-shop.js';
import type { Shop } from '../support/shop.js';

const run = promisify(execFile);

// README.ko.md has the same blocks to the letter: tests/docs/readme.unit.spec.ts
describe('the commands of README.md', () => {
  const commands = blocks(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'), 'bash');
  const curls = commands.filter((command) => command.startsWith('curl'));
  let shop: Shop;
  before(async () => {
    shop = await sharedShop();
  });

  it('are npm commands that there are, and calls', () => {
    const others = commands.filter((command) => !command.startsWith('curl')).flatMap((block) => block.split('\n'));
    const named = others.map((line) => line.replace(/ *#.*/, '').replace(/^npm (?:run )?/, ''));
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(named).to.include.members(['start', 'test', 'dev', 'dev:infra']); // start and CI run the first two
    expect(scripts).to.include.keys(...named);
    expect(curls).to.have.length(5);
  });

  it('work one after the other, as they stand, with the token and the order filled in', async () => {
    let token = '';
    let orderId = '';
    const answers: Record<string, any>[] = [];
    for (const curl of curls) {
      const command = curl
        .replaceAll('http://localhost:3000', shop.url)
        .replaceAll('YOUR_JWT_TOKEN', token)
        .replaceAll('order-123', orderId);
      const { stdout } = await run('bash', ['-c', command]);
      const answer = JSON.parse(stdout) as Record<string, any>;
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
