/** A start that cannot continue: the message is one sentence that says what the user can do. */
export class StartFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'StartFailure';
    this.exitCode = exitCode;
  }
}

/** Exit code of a process with an invalid environment (EX_CONFIG of sysexits.h), passed on by the launcher. */
export const badEnvironment = 78;
