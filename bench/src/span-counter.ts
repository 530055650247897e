import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** The callee of a call. */
export type CallKind = 'gRPC' | 'HTTP' | 'MongoDB' | 'Redis';

/** A call that a process makes. */
export interface CallOf {
  readonly process: string;
  readonly kind: CallKind;
  /** `find orders`, `Orders/Create`, `POST order-service`, `evalsha`. */
  readonly name: string;
}

/** The number of calls by key. */
export type Counts = ReadonlyMap<string, number>;

const keyOf = ({ process, kind, name }: CallOf): string => [process, kind, name].join(' | ');
/** The callee, call and kind of a span that a key identifies. */
export function callOf(key: string): CallOf {
  const [process = '', kind = '', name = ''] = key.split(' | ');
  return { process, kind: kind as CallKind, name };
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}
interface Span {
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
}

/** SPAN_KIND_CLIENT of OTLP. */
const CLIENT = 3;

const valueOf = (attributes: readonly Attribute[], name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue;

function kindOf({ attributes }: Span): CallKind {
  const database = valueOf(attributes, 'db.system.name');
  if (database) return database === 'redis' ? 'Redis' : 'MongoDB';
  return valueOf(attributes, 'rpc.system') ? 'gRPC' : 'HTTP';
}

/** A trace collector (OTLP over HTTP) that counts the calls of the processes. */
export interface SpanCounter {
  readonly endpoint: string;
  /** The calls since this was last called. */
  taken(): Counts;
  close(): Promise<void>;
}

/** Starts one on a free local port. */
export async function startSpanCounter(): Promise<SpanCounter> {
  let counts = new Map<string, number>();
  const count = ({ resourceSpans }: Exported) => {
    for (const { resource, scopeSpans } of resourceSpans) {
      const process = valueOf(resource.attributes, 'service.name') ?? '?';
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        if (span.kind !== CLIENT) continue;
        const key = keyOf({ process, kind: kindOf(span), name: span.name });
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  };
  const server = createServer((request, response) => {
    json(request).then(
      (exported) => {
        count(exported as Exported);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      },
      () => response.writeHead(400).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
