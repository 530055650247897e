import { keptTextSchema } from '@shop/common/validation/kept-text';
import { OPERATOR_LIMITS } from '@shop/protos/contract';

/** Why an operator does something, over REST and gRPC. */
export const reasonSchema = keptTextSchema({ min: 1, max: OPERATOR_LIMITS.reason, visible: true }).required();

/** What stuck sagas are looked for by: a code, or words of an error. */
export const soughtReasonSchema = keptTextSchema({ min: 1, max: OPERATOR_LIMITS.soughtReason });
