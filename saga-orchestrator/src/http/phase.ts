import { STEP_PHASES } from '@shop/protos/contract';
import Joi from 'joi';
import type { Phase } from 'saga-engine/core/journal';

/** A step's command or its undo, as sent over HTTP. */
export type PhaseJson = (typeof STEP_PHASES)[number];

export const phaseSchema = Joi.string()
  .valid(...STEP_PHASES)
  .description('Whether the command of the step is meant or its compensation; when absent, what the saga is doing now');

/** The phase in its HTTP format. */
export const phaseToJson = (phase: Phase): PhaseJson => (phase === 'do' ? 'step' : phase);

/** The same with the phase in the engine's terms. */
export const withPhase = <Sent extends { phase?: PhaseJson }>({
  phase,
  ...rest
}: Sent): Omit<Sent, 'phase'> & { phase?: Phase } => ({
  ...rest,
  ...(phase === undefined ? {} : { phase: phase === 'step' ? 'do' : phase }),
});
