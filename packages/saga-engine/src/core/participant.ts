import type { MethodDefinition } from '@grpc/proto-loader';

/** A request to one participant. Plain data: it can be stored, compared in a test and previewed. */
export interface Command<Reply = unknown> {
  readonly participant: string;
  readonly method: string;
  readonly request: unknown;
  /** Carries the type of the answer; never set. */
  readonly reply?: Reply;
}

// The generated definitions carry an index signature beside their methods; it would accept any name.
type MethodName<Key> = Key extends string ? (string extends Key ? never : Key) : never;

type Building<Method> =
  Method extends MethodDefinition<infer Request, infer _Sent, infer _Received, infer Reply>
    ? (request: Request) => Command<Reply>
    : Method extends (request: infer Request) => infer Reply
      ? (request: Request) => Command<Awaited<Reply>>
      : never;

/**
 * The commands of one participant as functions, from the generated definition of its gRPC service (`hotel.hold({...})` for the method
 * `Hold`) or from an interface of plain functions (`hold(request: Hold): Held`).
 */
export type Participant<Definition> = {
  readonly [Key in keyof Definition as Uncapitalize<MethodName<Key>>]: Building<Definition[Key]>;
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
