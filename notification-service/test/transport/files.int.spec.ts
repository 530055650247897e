import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { mailFolder, type MailFolder } from '../../dist/transport/files.js';

describe('the folder of mails', () => {
  let folder: string;
  beforeEach(async () => (folder = join(await mkdtemp(join(tmpdir(), 'shop-mails-')), 'mails')));
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

  const idOf = (n: number) => n.toString(16).padStart(32, '0');
  const mail = (n: number, text = `mail ${n}`) => ({ id: idOf(n), from: 'a@b.c', to: 'd@e.f', raw: Buffer.from(text) });
  /** Writes mails a second apart, because some file systems store times in milliseconds. */
  const send = async (to: MailFolder, ...numbers: number[]) => {
    for (const n of numbers) {
      await to.send(mail(n), async () => {});
      await utimes(join(folder, `${idOf(n)}.eml`), n, n);
    }
  };

  it('keeps the newest mails, including those of an earlier process', async () => {
    await send(mailFolder(folder, 3), 1, 2, 3, 4);
    expect((await readdir(folder)).sort()).to.deep.equal([2, 3, 4].map((n) => `${idOf(n)}.eml`));
    const next = mailFolder(folder, 3);
    await send(next, 5, 6);
    expect(await next.list()).to.deep.equal([6, 5, 4].map(idOf));
    expect(await next.read(idOf(3))).to.equal(undefined);
    expect(await next.read(idOf(4))).to.equal('mail 4');
  });

  it('writes a mail once, and recreates a folder that was removed', async () => {
    const first = mailFolder(folder);
    await send(first, 1);
    await mailFolder(folder).send(mail(1, 'again'), async () => {});
    expect(await first.read(idOf(1))).to.equal('mail 1');
    await rm(folder, { recursive: true });
    await send(first, 2);
    expect(await first.list()).to.deep.equal([idOf(2)]);
  });
});
