/** No saga has that id. */
export class SagaNotFound extends Error {
  override readonly name = 'SagaNotFound';
  constructor(id: string) {
    super(`There is no saga ${id.slice(0, 100)}.`);
  }
}

/** Why an operator's request was not carried out: a stable code and a sentence that says what to do. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly code: 'WOULD_BREAK_CONSERVATION' | 'STEP_NOT_OPEN' | 'SAGA_FINISHED' | 'SAGA_NOT_STORABLE';
  constructor(code: OperationRefused['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Something in the request itself is wrong; `path` says where. */
export class OperationInvalid extends Error {
  override readonly name = 'OperationInvalid';
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}
