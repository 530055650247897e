import { Gauge, type Metrics } from '@shop/common/metrics';
import type { Presenter } from '../core/present.js';
import type { Registry } from '../core/registry.js';

/** Each step of new or running sagas with its label, to be joined with the other metrics by `type` or `step`. */
export function stepInfo({ registry }: Metrics, present: Presenter, known: Pick<Registry, 'all'>): void {
  const info = new Gauge({
    name: 'saga_step_info',
    help: 'The steps of each type of saga, with their labels; always 1',
    labelNames: ['type', 'step', 'kind', 'label'],
    registers: [registry],
  });
  for (const definition of known.all)
    for (const { name, kind, label } of present.plan(definition).steps)
      info.set({ type: definition.name, step: name, kind, label: label.en }, 1);
}
