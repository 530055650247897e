import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import type { Logger } from '@shop/common/logging/logger';
import { openApiOf, type Said } from '@shop/common/http/openapi';
import { seconds, steadyNow } from '@shop/common/time';
import { callUpstream } from '../upstreams/call.js';
import { textOf } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';
import { skeleton } from './openapi-own.js';
import { ownRoutes } from './own-routes.js';
import type { GatewayRoute } from './routing.js';

type Paths = Said['paths'];

const FRESH_MS = seconds(60);
const RETRY_MS = seconds(2);

export interface OpenApiOptions {
  readonly upstreams: readonly Upstream[];
  readonly routes: readonly GatewayRoute[];
  readonly internal: InternalTokens;
  readonly logger: Logger;
}

/** The OpenAPI 3.1 document of the whole system: the services' own documents, limited to the routes of the gateway's table. */
export class OpenApi {
  readonly #options: OpenApiOptions;
  readonly #known = new Map<string, Said>();
  #made: Promise<string> | undefined;
  #until = 0;

  constructor(options: OpenApiOptions) {
    this.#options = options;
  }

  /** As JSON text. For an unreachable service it contains the last known document. */
  document(): Promise<string> {
    if (!this.#made || steadyNow() > this.#until) {
      this.#until = steadyNow() + FRESH_MS;
      this.#made = this.#make();
    }
    return this.#made;
  }

  async #make(): Promise<string> {
    await Promise.all(this.#options.upstreams.map((upstream) => this.#ask(upstream)));
    return JSON.stringify(documentOf([...this.#known.values()], this.#options.routes));
  }

  async #ask(upstream: Upstream): Promise<void> {
    const { internal, logger } = this.#options;
    try {
      const { status, body } = await callUpstream(upstream, {
        method: 'GET',
        path: '/openapi.json',
        headers: { [INTERNAL_HEADER]: internal.issue(upstream.name) },
        body: null,
        // right after a start every service is busy; an incomplete document would be worse than a late one
        deadline: steadyNow() + seconds(8),
        repeatable: true,
      });
      if (status !== 200) throw new Error(`it answered ${status}`);
      // during a rolling update another version may answer
      const { paths = {}, components } = JSON.parse(await textOf(body)) as Partial<Said>;
      this.#known.set(upstream.name, { paths, components: { schemas: components?.schemas ?? {} } });
    } catch (error) {
      this.#until = steadyNow() + RETRY_MS;
      logger.warn('A service does not say what its routes are', { upstream: upstream.name, error });
    }
  }
}

/** The document of these services and of the gateway itself. */
export function documentOf(services: readonly Said[], routes: readonly Pick<GatewayRoute, 'method' | 'path'>[]) {
  const described: Paths = {};
  const said = [...services, openApiOf(ownRoutes)];
  for (const { paths } of said)
    for (const [path, operations] of Object.entries(paths)) described[path] = { ...described[path], ...operations };
  const paths: Paths = {};
  for (const { method, path } of routes) {
    const name = path.replace(/:(\w+)/g, '{$1}');
    const operation = described[name]?.[method.toLowerCase()];
    if (operation) (paths[name] ??= {})[method.toLowerCase()] = secured(operation);
  }
  const { components } = skeleton;
  const schemas: Said['components']['schemas'] = Object.assign(
    {},
    components.schemas,
    ...said.map((each) => each.components.schemas),
  );
  return { ...skeleton, components: { ...components, schemas }, paths };
}

/** Wherever a bearer token is accepted, the session cookie is as well. */
function secured(operation: Record<string, unknown>): Record<string, unknown> {
  const needs = operation['security'] as unknown[] | undefined;
  return needs?.length ? { ...operation, security: [{ bearer: [] }, { session: [] }] } : operation;
}
