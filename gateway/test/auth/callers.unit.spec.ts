import type { AccessTokens, Caller } from '@shop/common/auth';
import { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import type { Context } from 'koa';
import { Callers, type AskSession } from '../../src/auth/callers.js';

const ANN: Caller = { userId: 'ann', role: 'user' };
// the signature is the access tokens' business
const access = { verify: async () => ANN } as unknown as AccessTokens;
const token = (claims: object) => jwt.sign(claims, 'any', { expiresIn: 900 });

describe('who sends a request', () => {
  const identify = async (askSession: AskSession, cookie: string) => {
    const ctx = { get: () => '', cookies: { get: () => cookie } } as unknown as Context;
    return new Callers(access, askSession).identify(ctx);
  };

  it('is by a session whom user-service says, with the role of this moment', async () => {
    const { caller } = await identify(async () => ({ userId: 'ann', role: 'admin' }), token({ sid: 's' }));
    expect(caller).to.deep.equal({ userId: 'ann', role: 'admin' });
  });

  it('is nobody by a session that was ended', async () => {
    const ended = () => Promise.reject(new Problem(401, 'UNAUTHENTICATED'));
    const { caller, problem } = await identify(ended, token({ sid: 's' }));
    expect([caller.userId, problem?.status]).to.deep.equal([null, 401]);
  });

  it('is by a session whom its signature says, while nobody can be asked', async () => {
    expect((await identify(async () => undefined, token({ sid: 's' }))).caller).to.deep.equal(ANN);
  });

  it('is by an access token whom its signature says, and nobody is asked', async () => {
    const asked = () => Promise.reject(new Error('asked'));
    expect((await identify(asked, token({}))).caller).to.deep.equal(ANN);
  });
});
