import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Problem } from '@shop/common/errors';
import type { Context } from 'koa';
import type { Handler } from '../http/exchange.js';
import { contractModule } from './contract.js';
import { Assets } from './static.js';

const { resolve } = createRequire(import.meta.url);
const folder = join(dirname(resolve('@shop/gateway/package.json')), 'pages');

/** Browser modules of npm packages, served at /assets/vendor/. */
const VENDOR: Readonly<Record<string, () => string>> = {
  'preact.js': () => join(dirname(resolve('preact')), 'preact.mjs'),
  'htm.js': () => join(dirname(resolve('htm')), 'htm.module.js'),
  'uplot.js': () => join(dirname(resolve('uplot')), 'uPlot.esm.js'),
  'uplot.css': () => join(dirname(resolve('uplot')), 'uPlot.min.css'),
};
const SWAGGER = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** The pages for people, from gateway/pages/<page>/index.html, with their files under /assets/<page>/. */
export class Pages {
  readonly #assets = new Assets().addFolder('', folder).addModule('shared/contract.js', contractModule());

  constructor() {
    for (const [name, file] of Object.entries(VENDOR)) this.#assets.addFile(`vendor/${name}`, file());
    const swagger = dirname(resolve('swagger-ui-dist/package.json'));
    for (const name of SWAGGER) this.#assets.addFile(`docs/${name}`, join(swagger, name));
  }

  readonly shop: Handler = async ({ ctx }) => this.#assets.answer(ctx, 'shop/index.html');
  readonly console: Handler = async ({ ctx }) => this.#assets.answer(ctx, 'console/index.html');
  readonly docs: Handler = async ({ ctx }) => this.#assets.answer(ctx, 'docs/index.html');
  readonly docsParts: Handler = async ({ ctx }) => this.#assets.answer(ctx, `docs/${ctx.path.slice('/docs/'.length)}`);
  readonly parts: Handler = async ({ ctx }) => this.#assets.answer(ctx, ctx.path.slice('/assets/'.length));

  /** Shows a browser the log-in page instead of a page that the caller may not see; false for everything else. */
  readonly refuse = (ctx: Context, problem: Problem): boolean => {
    const isPage = ['/console', '/mail'].includes(ctx.path) || /^\/admin\/queues(\/(queue\/.*)?)?$/.test(ctx.path);
    if (!isPage || ctx.method !== 'GET' || ![401, 403].includes(problem.status)) return false;
    if (!ctx.get('accept').includes('text/html')) return false;
    this.#assets.answer(ctx, 'login/index.html', problem.status);
    return true;
  };
}
