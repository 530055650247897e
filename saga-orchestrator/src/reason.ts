import { keptTextSchema } from '@shop/common/validation/kept-text';
import { OPERATOR_LIMITS } from '@shop/protos/contract';

/** The reason for an operator's action, over REST and gRPC. */
export const reasonSchema = keptTextSchema({ min: 1, max: OPERATOR_LIMITS.reason, visible: true }).required();

/** The search text for stuck sagas: a code, or words of an error. */
export const soughtReasonSchema = keptTextSchema({ min: 1, max: OPERATOR_LIMITS.soughtReason });
