import { STEP_PHASES } from '@shop/protos/contract';
import Joi from 'joi';
import type { Phase } from 'saga-engine/core/journal';

/** Whether a step's command is meant or its undo, as it is sent over HTTP. */
export type PhaseJson = (typeof STEP_PHASES)[number];

export const phaseSchema = Joi.string()
  .valid(...STEP_PHASES)
  .description('Whether the command of the step is meant or its compensation; when absent, what the saga is doing now');

/** The phase as it is sent over HTTP. */
export const phaseToJson = (phase: Phase): PhaseJson => (phase === 'do' ? 'step' : phase);

/** The same with the phase as the engine names it. */
export const withPhase = <Sent extends { phase?: PhaseJson }>({
  phase,
  ...rest
}: Sent): Omit<Sent, 'phase'> & { phase?: Phase } => ({
  ...rest,
  ...(phase === undefined ? {} : { phase: phase === 'step' ? 'do' : phase }),
});
