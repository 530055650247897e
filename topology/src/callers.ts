import type { MethodsOf, ServiceName } from './contracts.js';
import { processes, processNames, processOf, type ProcessName } from './processes.mjs';

type Commands = (typeof processes)[ProcessName]['calls'][number] extends infer C
  ? C extends { readonly commands: infer M }
    ? M
    : never
  : never;
type CommandsAt<S extends ServiceName, M = Commands> = M extends Readonly<Record<S, readonly (infer N)[]>> ? N : never;
type NobodyCalls = { [S in ServiceName]: Exclude<`${S}.${MethodsOf<S>}`, `${S}.${CommandsAt<S>}`> }[ServiceName];

type None<T extends never> = T;
/** @public Fails to compile while the topology names no caller for a method of the contracts: the error names the method. */
export type EveryMethodHasACaller = None<NobodyCalls>;

/** Which processes may call which method of the gRPC services. The list is complete: all other callers are refused. */
export const CALLERS: { readonly [S in ServiceName]: Readonly<Record<MethodsOf<S>, readonly ProcessName[]>> } =
  table() as never;

function table(): Record<string, Record<string, ProcessName[]>> {
  const rows: Record<string, Record<string, ProcessName[]>> = {};
  for (const name of processNames)
    for (const { commands = {} } of processOf(name).calls)
      for (const [service, methods] of Object.entries(commands))
        for (const method of methods) ((rows[service] ??= {})[method] ??= []).push(name);
  return rows;
}
