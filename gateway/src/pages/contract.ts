import { PASSING_STATUSES } from '@shop/common/errors';
import { FAULT_LIMITS } from '@shop/common/http/faults.routes';
import { PAGE_LIMITS } from '@shop/common/http/paging';
import {
  ACCOUNT_LIMITS,
  BULK_ACTIONS,
  DELIVERY_STATUSES,
  DISPUTE_STATUSES,
  ENDED_STATES,
  FORCED_OUTCOMES,
  OPERATOR_LIMITS,
  ORDER_LIMITS,
  PAID_STATUSES,
  SAGA_STATES,
  STEP_PHASES,
  UNKNOWN_CHARGE_STATES,
  WEBHOOK_LIMITS,
} from '@shop/protos/contract';
import { EVENT_TYPES } from '@shop/protos/events';

const SHARED = {
  ACCOUNT_LIMITS,
  BULK_ACTIONS,
  DELIVERY_STATUSES,
  DISPUTE_STATUSES,
  ENDED_STATES,
  EVENT_TYPES,
  FAULT_LIMITS,
  FORCED_OUTCOMES,
  OPERATOR_LIMITS,
  ORDER_LIMITS,
  PAGE_LIMITS,
  PAID_STATUSES,
  PASSING_STATUSES,
  SAGA_STATES,
  STEP_PHASES,
  UNKNOWN_CHARGE_STATES,
  WEBHOOK_LIMITS,
};

/** The parts of the contract that pages need, as the browser module /assets/shared/contract.js. */
export const contractModule = (): string =>
  Object.entries(SHARED)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`)
    .join('');
