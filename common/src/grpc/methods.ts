import type { MethodDefinition } from '@grpc/proto-loader';

/** The method names of a generated service definition, without its index signature. */
export type MethodsOf<D> = keyof { [K in keyof D as string extends K ? never : number extends K ? never : K]: D[K] } &
  keyof D &
  string;
export type RequestOf<D, K extends keyof D> =
  D[K] extends MethodDefinition<infer In, infer _O, infer _I, infer _R> ? In : never;
export type ReplyOf<D, K extends keyof D> =
  D[K] extends MethodDefinition<infer _I, infer _O, infer _R, infer Out> ? Out : never;
