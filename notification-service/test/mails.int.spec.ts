import { connectMongo } from '@shop/common/mongo/connection';
import { createLogger, silentLogger } from '@shop/common/logging/logger';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startService, tokenOf, type Service } from './support/service.js';
import { expectOnceMarked, isMarked, sentBy } from './support/sent-mails.js';
import { startSmtp, type Smtp, type Turn } from '@shop/testkit/smtp';

describe('mails by SMTP', function () {
  this.timeout(60_000);
  let smtp: Smtp;
  let service: Service;
  const lines: string[] = [];
  before(async () => {
    const logger = createLogger('notification-service', 'debug');
    for (const transport of logger.transports)
      transport.log = (info: unknown, next: () => void) => {
        lines.push(JSON.stringify(info));
        next();
      };
    smtp = await startSmtp();
    service = await startService({ SMTP_URL: smtp.url }, logger);
  });
  after(async () => {
    await service?.stop();
    await smtp?.stop();
  });
  const sent = (...turns: Turn[]) => sentBy(service, smtp, turns);

  it('go out once, with the link, in text and HTML', async () => {
    const { resetId, mail, raws } = await sent('take');
    expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 1, false]);
    expect(raws).to.have.length(1);
    const [raw = ''] = raws;
    expect(raw)
      .to.match(/^Content-Type: multipart\/alternative/m)
      .and.not.match(/X-Possible-Duplicate/);
    const link = `http://localhost:3000/?token=${tokenOf(resetId)}`;
    expect(raw.split(link)).to.have.length(2);
    const decoded = raw.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
    expect(decoded).to.include(`href="${link}"`);
    expect(smtp.taken.find((each) => each.raw === raw)?.to).to.deep.equal(['ann@example.com']);
  });

  for (const [what, turn] of [
    ['refused for now at the sender', { at: 'mail', code: 451 }],
    ['refused for now at the recipient', { at: 'rcpt', code: 450 }],
    ['refused for now at the text', { at: 'data', code: 452 }],
    ['cut off at the recipient', 'drop-at-rcpt'],
  ] as const)
    it(`are retried without a mark when they are ${what}`, async () => {
      const { mail, raws } = await sent(turn, 'take');
      expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 2, false]);
      expect(isMarked(raws.at(-1)!)).to.equal(false);
    });

  it('are retried once, marked as a possible duplicate, when the server breaks off after the text', async () => {
    const { mail, raws } = await sent('drop-after-data', 'take');
    expect([mail['state'], mail['attempts'], mail['possibleDuplicate']]).to.deep.equal(['SENT', 2, true]);
    expectOnceMarked(raws);
  });

  it('are not sent a third time when the outcome stays unknown', async () => {
    const { mail, raws } = await sent('drop-after-data');
    expect([mail['state'], mail['reason'], raws.length]).to.deep.equal(['UNKNOWN', 'UNANSWERED', 2]);
  });

  for (const at of ['mail', 'rcpt', 'data'] as const)
    it(`fail when they are refused permanently (${at})`, async () => {
      const { mail } = await sent({ at, code: 550 });
      expect([mail['state'], mail['attempts'], mail['reason']]).to.deep.equal(['FAILED', 1, 'SMTP_550']);
    });

  it('are dropped when the link is no longer valid', async () => {
    await service.reset('used-reset');
    await until('dropped', async () => (await service.mail('password-reset.used-reset'))?.['state'] === 'DROPPED');
    expect(smtp.taken.some(({ raw }) => raw.includes('used-reset'))).to.equal(false);
  });

  it('are sent once when many simultaneous calls request one', async () => {
    smtp.will('take');
    await Promise.all(Array.from({ length: 20 }, () => service.reset('many')));
    await until('sent', async () => (await service.mail('password-reset.many'))?.['state'] === 'SENT');
    expect(smtp.taken.filter(({ raw }) => raw.includes(tokenOf('many')))).to.have.length(1);
  });

  it('wait for Redis, and are sent after it was wiped or down', async () => {
    const redis = new Redis(service.redis.url);
    await redis.flushall();
    redis.disconnect();
    expect((await sent('take')).raws).to.have.length(1);
    await service.redis.kill();
    await service.reset('without-redis');
    await service.redis.start();
    await until('sent', async () => (await service.mail('password-reset.without-redis'))?.['state'] === 'SENT', 30_000);
    expect(smtp.taken.filter(({ raw }) => raw.includes(tokenOf('without-redis')))).to.have.length(1);
  });

  it('wait for a server that is down', async () => {
    await smtp.stop();
    await service.reset('without-server');
    await until('tried', async () => Number((await service.mail('password-reset.without-server'))?.['attempts']) > 0);
    const before = smtp.taken.length;
    smtp = await startSmtp({ port: smtp.port });
    await until(
      'sent',
      async () => (await service.mail('password-reset.without-server'))?.['state'] === 'SENT',
      30_000,
    );
    expect([before > 0, smtp.taken.length]).to.deep.equal([true, 1]);
  });

  it('leave no token and no address in the database, the queue or the logs', async () => {
    const mongo = await connectMongo(service.store.uri('notifications'), { logger: silentLogger() });
    const stored = JSON.stringify(await mongo.collection('mails').find({}).toArray());
    await mongo.close();
    const redis = new Redis(service.redis.url);
    const dumps: string[] = [];
    for (const key of await redis.keys('*'))
      dumps.push(key, ...((await redis.type(key)) === 'hash' ? Object.values(await redis.hgetall(key)) : []));
    redis.disconnect();
    expect(stored).to.include('reset-1');
    const everything = [stored, ...dumps, ...lines].join('\n');
    for (const secret of ['token-of-it', 'ann@example.com'])
      expect(everything.includes(secret), secret).to.equal(false);
  });
});

describe('mails to a server that asks for a password', () => {
  it('log in, and wait while the password is refused', async () => {
    const smtp = await startSmtp({ auth: { user: 'shop', pass: 'p@ss:word' } });
    const wrong = await startService({ SMTP_URL: `smtp://shop:wrong@127.0.0.1:${smtp.port}` });
    await wrong.reset('a');
    await until('tried', async () => (await wrong.mail('password-reset.a'))?.['reason'] === 'SMTP_535', 20_000);
    expect((await wrong.mail('password-reset.a'))?.['state']).to.equal('WAITING');
    await wrong.stop();
    const right = await startService({ SMTP_URL: `smtp://shop:p%40ss%3Aword@127.0.0.1:${smtp.port}` });
    await right.reset('a');
    await until('sent', async () => (await right.mail('password-reset.a'))?.['state'] === 'SENT', 20_000);
    await right.stop();
    await smtp.stop();
  });
});
