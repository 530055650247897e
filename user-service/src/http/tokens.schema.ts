import { named } from '@shop/common/http/json-schema';
import Joi from 'joi';

/** A long text, such as an access token, is no good refresh token; it is not malformed. */
export const refreshTokenSchema = Joi.object<{ refreshToken: string }>({
  refreshToken: Joi.string().max(4096).required(),
});

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
