import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { routeNotFound } from '@shop/common/errors';
import type { Context } from 'koa';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

interface Asset {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
}

/** Files and modules that existed at the start, by name, held in memory: no path of a request ever reaches the file system. */
export class Assets {
  readonly #assets = new Map<string, Asset>();

  /** Adds every file under `folder` (none if the folder is missing) as `<prefix><path within>`. */
  addFolder(prefix: string, folder: string): this {
    if (!existsSync(folder)) return this;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile()) this.addFile(prefix + relative(folder, file), file);
    }
    return this;
  }

  /** Adds one file under a name. Types that pages do not use are left out. */
  addFile(name: string, file: string): this {
    const type = TYPES[extname(file)];
    if (!type) return this;
    return this.#add(name, readFileSync(file), type);
  }

  /** Adds a browser module under a name, by its text. */
  addModule(name: string, text: string): this {
    return this.#add(name, Buffer.from(text), TYPES['.js']!);
  }

  #add(name: string, body: Buffer, type: string): this {
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    this.#assets.set(name, { body, type, etag });
    return this;
  }

  /** Serves a file. Throws 404 ROUTE_NOT_FOUND when there is none of that name. */
  answer(ctx: Context, name: string, status = 200): void {
    const asset = this.#assets.get(name);
    if (!asset) throw routeNotFound(ctx.path);
    ctx.status = status;
    ctx.set('etag', asset.etag);
    ctx.set('cache-control', 'no-cache');
    if (status === 200 && ctx.fresh) return void (ctx.status = 304);
    ctx.body = asset.body;
    ctx.set('content-type', asset.type);
  }
}
