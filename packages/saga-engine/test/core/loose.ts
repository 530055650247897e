import type { Definition, Shown } from '../../dist/core/definition.js';
import { saga } from '../../dist/core/saga.js';

/** The builder without its types, for tests that generate definitions. */
export interface LooseBuilder {
  step(name: string, options: object): LooseBuilder;
  orElse(name: string, options: object): LooseBuilder;
  together(name: string, build: (group: LooseBuilder) => LooseBuilder): LooseBuilder;
  waitFor(signal: { name: string }, options: object): LooseBuilder;
  pivot(name: string, options: object): LooseBuilder;
  retriable(name: string, options: object): LooseBuilder;
  end(options?: object): Definition;
}

export const looseSaga = (name: string, options: { version: number; within?: number; shown?: Shown }): LooseBuilder =>
  saga<object>(name, options) as unknown as LooseBuilder;
