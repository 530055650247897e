import type { ServiceName } from '@shop/protos/load';
import type { Definitions } from '@shop/protos/generated/services';

export type { ServiceName };

/** A definition's methods, without its index signature. */
export type MethodsOf<S extends ServiceName> = keyof {
  [K in keyof Definitions[S] as string extends K ? never : number extends K ? never : K]: true;
} &
  string;

/** Methods of the contracts, by service. */
export type Commands = { readonly [S in ServiceName]?: readonly MethodsOf<S>[] };
