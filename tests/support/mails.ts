import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@shop/testkit/until';
import type { Shop } from './shop.js';

/** The mails that a stack has written to this address, as the text of the files. */
export async function mailsTo({ dataDir }: Pick<Shop, 'dataDir'>, email: string): Promise<string[]> {
  const folder = join(dataDir, 'mail');
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.eml'));
  const mails = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return mails.filter((mail) => mail.includes(`<${email}>`));
}

/** Waits for a reset mail to this address; returns the token of the newest. */
export async function resetTokenOf(shop: Pick<Shop, 'dataDir'>, email: string): Promise<string> {
  return until(`a reset mail for ${email}`, async () =>
    (await mailsTo(shop, email)).flatMap((mail) => /\?token=([\w.-]+)/.exec(mail)?.[1] ?? []).at(-1),
  );
}
