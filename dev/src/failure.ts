/** A start that cannot go on: the message is one sentence for the person at the terminal, saying what to do. */
export class StartFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'StartFailure';
    this.exitCode = exitCode;
  }
}

/** Exit code of a process whose environment is bad (EX_CONFIG of sysexits.h), passed on by the launcher. */
export const badEnvironment = 78;
