import type { MethodDefinition } from '@grpc/proto-loader';

/** A request to one participant. Plain data: it can be stored, compared in a test and previewed. */
export interface Command<Reply = unknown> {
  readonly participant: string;
  readonly method: string;
  readonly request: unknown;
  /** Carries the type of the answer; never set. */
  readonly reply?: Reply;
}

// The generated definitions carry an index signature beside their methods; it would let any name through.
type MethodName<D, K> = K extends string
  ? string extends K
    ? never
    : D[K & keyof D] extends MethodDefinition<any, any, any, any>
      ? K
      : never
  : never;

/** The commands of one gRPC service as functions: `orders.create({...})` for the method `Create`. */
export type Participant<D> = {
  readonly [K in keyof D as Uncapitalize<MethodName<D, K>>]: D[K] extends MethodDefinition<
    infer Request,
    any,
    any,
    infer Reply
  >
    ? (request: Request) => Command<Reply>
    : never;
};

/** The typed commands of the participant `name`; building one sends nothing. */
export function participant<Definition>(name: string): Participant<Definition> {
  const build = (_target: object, method: string | symbol) => (request: unknown) => ({
    participant: name,
    method: String(method),
    request,
  });
  return new Proxy({}, { get: build }) as Participant<Definition>;
}
