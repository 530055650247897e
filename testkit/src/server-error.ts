import mongoose from 'mongoose';

const { MongoServerError } = mongoose.mongo;

/** Returns the error that the server answers. Throws when the call succeeds. */
export async function serverError(answer: Promise<unknown>): Promise<mongoose.mongo.MongoServerError> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof MongoServerError) return error;
    throw error;
  }
  throw new Error('the server answered without an error');
}
