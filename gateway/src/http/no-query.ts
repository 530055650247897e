import { valid } from '@shop/common/validation/validate';
import Joi from 'joi';
import type { Handler } from './exchange.js';

const nothing = Joi.object({});

/** Refuses every query parameter, like the services do on routes without parameters. Throws 422 VALIDATION_FAILED. */
export const noQuery =
  (handler: Handler): Handler =>
  async (exchange) => {
    valid(nothing, { ...exchange.ctx.query }, { whole: 'query' });
    return handler(exchange);
  };
