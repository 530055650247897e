import type { Definition, Shown } from '../../dist/core/definition.js';
import { evolve } from '../../dist/core/evolve.js';
import type { Event } from '../../dist/core/journal.js';
import { saga } from '../../dist/core/saga.js';
import { undosLeft } from '../../dist/core/undos.js';
import { storyOf } from './story.js';

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

/** A step with commands of its name. */
export const named = (name: string, more: object = {}) =>
  [
    name,
    {
      command: () => ({ participant: 'p', method: name, request: {} }),
      compensate: () => ({ participant: 'p', method: `undo-${name}`, request: {} }),
      ...more,
    },
  ] as const;

/** A saga of these steps and a pivot. */
export const made = (build: (building: LooseBuilder) => LooseBuilder): Definition =>
  build(looseSaga('any', { version: 1 }))
    .pivot(...named('pivot'))
    .end();

/** What a saga with these events undoes. */
export function undone(definition: Definition, ...events: Event[]): string[] {
  return undosLeft(evolve(definition, storyOf(events, { definition }))).map(({ step }) => step.name);
}
