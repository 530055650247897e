import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transport } from './transport.js';

/** The most files that are kept; the oldest are deleted. */
const MOST = 500;

/** Stores mails as files, for development: `<name>.eml`, readable to their owner only. */
export interface MailFolder extends Transport {
  /** Names, the newest first. */
  list(): Promise<string[]>;
  /** The text of one; undefined when there is none of that name. */
  read(name: string): Promise<string | undefined>;
}

/** The folder into which mails are written instead of being sent; `most` files are kept, including those found at the start. */
export function mailFolder(folder: string, most = MOST): MailFolder {
  const fileOf = (name: string) => join(folder, `${name}.eml`);
  const list = async () => {
    const names = (await readdir(folder).catch(() => [])).filter((file) => /^[0-9a-f]{32}\.eml$/.test(file));
    const found = await Promise.all(
      names.map(async (file) => ({
        name: file.slice(0, -'.eml'.length),
        at: await stat(join(folder, file)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      })),
    );
    return found.sort((a, b) => b.at - a.at).map(({ name }) => name);
  };
  // read once: reading each file's age for every mail took longer than the rest of writing it
  let oldestFirst: string[] | undefined;
  return {
    async send({ id, raw }) {
      const found = oldestFirst ?? (await list()).reverse();
      const kept = (oldestFirst ??= found);
      // written before the process died: a file is complete or absent, so there is no doubt
      if (kept.includes(id)) return;
      const unfinished = join(folder, `.${id}.${process.pid}.tmp`);
      const write = () => writeFile(unfinished, raw, { mode: 0o600 });
      await write().catch(async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await write();
      });
      await rename(unfinished, fileOf(id));
      kept.push(id);
      for (const old of kept.splice(0, Math.max(0, kept.length - most))) await rm(fileOf(old), { force: true });
    },
    list,
    read: (name) =>
      /^[0-9a-f]{32}$/.test(name) ? readFile(fileOf(name), 'utf8').catch(() => undefined) : Promise.resolve(undefined),
  };
}
