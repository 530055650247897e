import Joi from 'joi';

export const refreshTokenSchema = Joi.object<{ refreshToken: string }>({
  refreshToken: Joi.string().max(200).required(),
});

export const tokenPairSchema = Joi.object({
  accessToken: Joi.string().required(),
  refreshToken: Joi.string().required(),
  tokenType: Joi.string().valid('Bearer').required(),
  expiresIn: Joi.number().integer().required().description('Seconds'),
});

export const jwksSchema = Joi.object({ keys: Joi.array().items(Joi.object().unknown()).required() });
