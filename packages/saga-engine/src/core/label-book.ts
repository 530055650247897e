import type { Definition } from './definition.js';
import type { Labels, StepLabel, Text } from './labels.js';

/** The labels of all sagas that a process knows. */
export interface LabelBook {
  saga(type: string): Text;
  /** `labelled`: a definition has this label; else it is derived from the step's name. */
  step(type: string, name: string): StepLabel & { readonly labelled: boolean };
  reason(type: string, reason: string): Text | undefined;
}

/** `check-fraud` → `Check fraud`, for names without a label. */
function readable(name: string): Text {
  const words = name.replaceAll('-', ' ');
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return { en: text, ko: text };
}

/** The labels of these definitions: for each step those of the newest version that has any, else one derived from the step's name. */
export function labelBook(definitions: readonly Definition[]): LabelBook {
  const newestFirst = [...definitions].sort((a, b) => b.version - a.version);
  const find = <Found>(type: string, of: (labels: Labels) => Found | undefined): Found | undefined => {
    for (const { name, labels } of newestFirst) {
      const found = name === type && labels ? of(labels) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    saga: (type) => find(type, ({ saga }) => saga) ?? readable(type),
    step(type, name) {
      const label = find(type, ({ steps }) => own(steps, name));
      return label ? { ...label, labelled: true } : { name: readable(name), labelled: false };
    },
    reason: (type, reason) => find(type, ({ reasons = {} }) => own(reasons, reason)),
  };
}

// a stored name may equal a property that every object has
const own = <Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
