import type { Who } from '@shop/common/auth/callers';
import { methodNotAllowed, routeNotFound } from '@shop/common/errors';
import type { UpstreamName } from '../upstreams/upstream-names.js';

/** A row for every method; its handler answers 405 itself. */
export const anyMethod = '*';

/** One row of the table. */
export interface GatewayRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | typeof anyMethod;
  /** Segments, `:name` for any one, `*` at the end for any rest. */
  readonly path: string;
  readonly who: Who;
  /** Which process answers it. */
  readonly target: UpstreamName | 'gateway';
  /** Milliseconds until the answer 504. */
  readonly withinMs: number;
  /** `prefer-wait`: the seconds of a `Prefer: wait=N` are added to `withinMs`. */
  readonly longer?: 'prefer-wait';
  /** Whether a call whose answer was lost is sent again. The service recognises a repeated change by its id. */
  readonly again: boolean;
  /** Moves goods or money: where keys are required it is refused without an Idempotency-Key. */
  readonly keyed?: boolean;
  readonly limit: 'requests' | 'logins' | 'webhooks' | 'none';
  /** From a browser, accepted only from our own pages, with or without a cookie. */
  readonly sameOrigin?: boolean;
  /** Ends the session of the request's cookie, which is therefore forwarded to the upstream. */
  readonly endsSession?: boolean;
  /** Changes accounts or their rights. */
  readonly changesAccounts?: boolean;
}

interface Node {
  readonly fixed: Map<string, Node>;
  any?: Node;
  rest?: Map<string, GatewayRoute>;
  readonly here: Map<string, GatewayRoute>;
}

const node = (): Node => ({ fixed: new Map(), here: new Map() });

/** Finds the row of a request. Case and trailing slashes are significant; a fixed segment takes precedence over a named one. */
export class Routing {
  readonly #root = node();

  constructor(rows: readonly GatewayRoute[]) {
    for (const row of rows) this.#add(row);
  }

  #add(row: GatewayRoute): void {
    let at = this.#root;
    for (const segment of row.path.split('/').slice(1)) {
      if (segment === '*') return void (at.rest ??= new Map()).set(row.method, row);
      if (segment.startsWith(':')) at = at.any ??= node();
      else {
        const next = at.fixed.get(segment) ?? node();
        at.fixed.set(segment, next);
        at = next;
      }
    }
    at.here.set(row.method, row);
  }

  /** The row. Throws 404 ROUTE_NOT_FOUND, or 405 METHOD_NOT_ALLOWED with the allowed methods. */
  find(method: string, path: string): GatewayRoute {
    const rows = this.#at(this.#root, path.split('/'), 1);
    if (!rows || rows.size === 0) throw routeNotFound(path);
    const row = rows.get(method === 'HEAD' ? 'GET' : method) ?? rows.get(anyMethod);
    if (row) return row;
    throw methodNotAllowed(
      method,
      [...rows.keys()].flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each])),
    );
  }

  #at(from: Node, segments: readonly string[], index: number): Map<string, GatewayRoute> | undefined {
    const segment = segments[index];
    if (segment === undefined) return from.here;
    // an upstream must not read the path differently from the check here
    if (/^(\.|%2e){1,2}$/i.test(segment)) return undefined;
    const fixed = from.fixed.get(segment);
    const found = fixed && this.#at(fixed, segments, index + 1);
    if (found && found.size > 0) return found;
    const named = segment !== '' && from.any ? this.#at(from.any, segments, index + 1) : undefined;
    return named && named.size > 0 ? named : from.rest;
  }
}
