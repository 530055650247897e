import type { Definition, Step } from './definition.js';
import { presenter } from './present.js';

/** The saga as a Mermaid state diagram, one transition a line, with the labels of its steps. */
export function diagram(definition: Definition): string {
  const { name: type, steps } = definition;
  const present = presenter([definition]);
  const names = (step: Step) => namesOf(step, present.named(type, step.name).en);
  const lines = ['stateDiagram-v2', ...steps.flatMap(names), `  [*] --> ${steps[0]?.key ?? 'COMPLETED'}`];
  steps.forEach((step, index) => {
    const next = steps[index + 1]?.key ?? 'COMPLETED';
    const back = undoBefore(steps, index);
    lines.push(`  ${step.key} --> ${next}${step.kind === 'wait' ? ' : signalled' : ''}`);
    if (step.kind === 'wait') {
      if (step.unless) lines.push(`  ${step.key} --> ${next} : not needed`);
      lines.push(`  ${step.key} --> ${back} : ${step.expires}, cancelled`);
    }
    if (step.kind === 'pivot') lines.push(`  ${step.key} --> ${back} : refused`);
    if (step.kind === 'undoable') {
      lines.push(`  ${step.key} --> ${back} : refused`);
      lines.push(`  ${step.key} --> ${undoBefore(steps, index + 1)} : in doubt, cancelled`);
      if (undoable(step)) lines.push(`  ${undo(step)} --> ${back}`);
    }
  });
  lines.push('  COMPLETED --> [*]');
  if (definition.onLateCancel) lines.push('  COMPLETED --> followUp : cancelled after the pivot', '  followUp --> [*]');
  if (lines.some((line) => line.includes('--> COMPENSATED'))) lines.push('  COMPENSATED --> [*]');
  return `${lines.join('\n')}\n`;
}

const undo = (step: Step) => `undo_${step.key}`;
const undoable = (step: Step) => step.kind === 'undoable' && step.compensate !== 'nothing';

// Mermaid's own names may hold no hyphen, so each state gets its name as a label.
function namesOf(step: Step, name: string): string[] {
  const label = { undoable: '', wait: 'wait for ', pivot: 'pivot: ', retriable: '' }[step.kind];
  const own = `  state "${label}${name}" as ${step.key}`;
  return undoable(step) ? [own, `  state "undo ${name}" as ${undo(step)}`] : [own];
}

/** Where going back leads from before step `index`: the nearest earlier step that has an undo. */
function undoBefore(steps: readonly Step[], index: number): string {
  const step = steps.slice(0, index).findLast(undoable);
  return step ? undo(step) : 'COMPENSATED';
}
