import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MAILS_QUEUE } from '@shop/protos/channels';
import { until } from '@shop/testkit/until';
import { Queue } from 'bullmq';
import { expect } from 'chai';
import { startService, tokenOf, type Service } from './support/service.js';

describe('mails without a server', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service?.stop());

  it('are files that only their owner reads, and pages that administrators see', async () => {
    await service.reset('in-a-file');
    await until('sent', async () => (await service.mail('password-reset.in-a-file'))?.['state'] === 'SENT');
    const [file = '', ...more] = await readdir(service.folder);
    expect([more.length, file.endsWith('.eml')]).to.deep.equal([0, true]);
    expect((await stat(join(service.folder, file))).mode & 0o777).to.equal(0o600);
    const link = `http://localhost:3000/?token=${tokenOf('in-a-file')}`;
    expect(await readFile(join(service.folder, file), 'utf8')).to.include(link);
    const list = await service.call('/mail');
    expect([list.status, list.type]).to.deep.equal([200, 'text/html; charset=utf-8']);
    expect(list.text).to.include('Set a new password').and.include('ann@example.com');
    const [, path = ''] = /href="(\/mail\/[0-9a-f]{32})"/.exec(list.text) ?? [];
    expect((await service.call(path)).text).to.include(`<a href="${link}">`);
    const inKorean = async (of: string) =>
      (await service.call(of, 'admin', 'GET', undefined, 'ko-KR,ko;q=0.9,en;q=0.8')).text;
    expect(await inKorean('/mail'))
      .to.include('<html lang="ko">')
      .and.include('>메일</h1>');
    expect(await inKorean(path))
      .to.include('모든 메일')
      .and.include('받는 사람 ');
    expect((await service.call('/mail', 'user')).status).to.equal(403);
    for (const bad of ['/mail/none', '/mail/..%2f..%2fetc%2fpasswd', `/mail/${'0'.repeat(32)}`])
      expect((await service.call(bad)).status, bad).to.be.oneOf([404, 422]);
  });

  it('are counted in metrics, with the age of the oldest', async () => {
    const production = await startService({ NODE_ENV: 'production' });
    const shown = async () => {
      const text = await (await fetch(`http://127.0.0.1:${production.ports.http}/metrics`)).text();
      return ['mails_waiting', 'mails_waiting_oldest_seconds'].map((name) =>
        Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (.*)$`, 'm').exec(text)?.[1]),
      );
    };
    expect(await shown()).to.deep.equal([0, 0]);
    await production.reset('later');
    await until('it is shown', async () => {
      const [count = 0, seconds = 0] = await shown();
      return count === 1 && seconds > 0.1;
    });
    await production.stop();
  });

  it('are not written to files in production, but wait', async () => {
    const production = await startService({ NODE_ENV: 'production' });
    await production.reset('later');
    const queue = new Queue(MAILS_QUEUE.name, {
      prefix: MAILS_QUEUE.prefix,
      connection: { url: production.redis.url },
    });
    await until('a job has looked for mails', async () => (await queue.getCompletedCount()) > 0);
    await queue.close();
    expect(await production.mail('password-reset.later')).to.include({ state: 'WAITING', attempts: 0 });
    expect(await readdir(production.folder)).to.deep.equal([]);
    expect((await production.call('/mail')).status).to.equal(404);
    await production.stop();
  });
});
