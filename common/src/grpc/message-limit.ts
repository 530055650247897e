/** The largest request that a service of this system accepts over gRPC, bytes; larger ones are not sent. */
export const REQUEST_LIMIT = 1_048_576;
