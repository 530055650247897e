import { named } from '@shop/common/http/json-schema';
import Joi from 'joi';

/** A token of any kind, as sent. A long text, such as a token of another kind, is an invalid token; it is not malformed. */
export const sentTokenSchema = Joi.string().max(4_096).required();

export const refreshTokenSchema = Joi.object<{ refreshToken: string }>({ refreshToken: sentTokenSchema });

export const tokenPairSchema = named(
  'TokenPair',
  Joi.object({
    accessToken: Joi.string().required(),
    refreshToken: Joi.string().required(),
    tokenType: Joi.string().valid('Bearer').required(),
    expiresIn: Joi.number().integer().required().description('Seconds'),
  }),
);

export const jwksSchema = Joi.object({ keys: Joi.array().items(Joi.object().unknown()).required() });
