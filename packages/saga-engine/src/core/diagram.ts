import { groupOf, hasOtherWay, isOtherWay, type Definition, type Step } from './definition.js';
import { presenter } from './present.js';

/** The saga as a Mermaid state diagram, one transition a line, with the labels of its steps. */
export function diagram(definition: Definition): string {
  const { name: type, steps } = definition;
  const present = presenter([definition]);
  const names = (step: Step) => namesOf(step, present.named(type, step.name).en);
  const lines = [
    'stateDiagram-v2',
    ...steps.flatMap(names),
    `  [*] --> ${steps[0]?.key ?? 'COMPLETED'}`,
    ...steps.flatMap((_step, index) => transitions(steps, index)),
    '  COMPLETED --> [*]',
  ];
  if (definition.onLateCancel) lines.push('  COMPLETED --> followUp : cancelled after the pivot', '  followUp --> [*]');
  if (lines.some((line) => line.includes('--> COMPENSATED'))) lines.push('  COMPENSATED --> [*]');
  return `${lines.join('\n')}\n`;
}

function transitions(steps: readonly Step[], index: number): string[] {
  const step = steps[index]!;
  const { key } = step;
  const behind = steps.findIndex((each, at) => at > index && !isOtherWay(each));
  const next = steps[behind]?.key ?? 'COMPLETED';
  const back = undosBefore(steps, index);
  const to = (from: string, targets: readonly string[], why?: string) =>
    targets.map((target) => `  ${from} --> ${target}${why ? ` : ${why}` : ''}`);
  const together = groupOf(step) !== undefined && groupOf(step) === groupOf(steps[behind]) ? 'together' : undefined;
  const lines = to(key, [next], step.kind === 'wait' ? 'signalled' : together);
  if (step.kind !== 'pivot' && step.unless) lines.push(...to(key, [next], 'not needed'));
  if (step.kind === 'wait' && step.onExpiry === 'go-on') lines.push(...to(key, [next], 'ran out'));
  if (step.kind === 'wait' && !step.onExpiry) lines.push(...to(key, back, `${step.expires}, cancelled`));
  if (step.kind === 'pivot') lines.push(...to(key, back, 'refused'));
  if (step.kind !== 'undoable') return lines;
  const otherWay = hasOtherWay(step) ? [steps[index + 1]!.key] : [];
  lines.push(...to(key, otherWay.length > 0 ? otherWay : back, 'refused'));
  lines.push(...to(key, undoable(step) ? [undo(step)] : back, 'in doubt, cancelled'));
  if (undoable(step)) lines.push(...to(undo(step), otherWay, 'in doubt'), ...to(undo(step), back));
  return lines;
}

const undo = (step: Step) => `undo_${step.key}`;
const undoable = (step: Step) => step.kind === 'undoable' && step.compensate !== 'nothing';

// Mermaid's state names cannot contain hyphens, so each state has its name as a label.
function namesOf(step: Step, name: string): string[] {
  const label = { undoable: isOtherWay(step) ? 'or else ' : '', wait: 'wait for ', pivot: 'pivot: ', retriable: '' }[
    step.kind
  ];
  // a quotation mark would end the label
  const shown = name.replaceAll('"', '#quot;');
  const own = `  state "${label}${shown}" as ${step.key}`;
  return undoable(step) ? [own, `  state "undo ${shown}" as ${undo(step)}`] : [own];
}

/**
 * Where compensation continues from before step `index`: the nearest earlier step that has an undo, or whichever way of it was
 * used.
 */
function undosBefore(steps: readonly Step[], index: number): string[] {
  const first = firstWay(steps, index);
  for (let last = first - 1; last >= 0; last = firstWay(steps, last) - 1) {
    const ways = steps.slice(firstWay(steps, last), last + 1).filter(undoable);
    if (ways.length > 0) return ways.map(undo);
  }
  return ['COMPENSATED'];
}

function firstWay(steps: readonly Step[], index: number): number {
  let first = index;
  while (first > 0 && isOtherWay(steps[first]!)) first -= 1;
  return first;
}
