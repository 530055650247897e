/** The same words in the languages of the pages. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

/** What people are told of one step. What is left out is told in general words. */
export interface StepLabel {
  readonly name: Text;
  /** What it does, and what its undo does. */
  readonly does?: Text;
  readonly undo?: Text;
  /** What is told while it is under way, while it waits, once it is done and once it is undone. */
  readonly now?: Text;
  readonly waiting?: Text;
  readonly done?: Text;
  readonly undone?: Text;
}

/** What people are told of a saga. Not part of its fingerprint: words can change without a new version. */
export interface Labels {
  readonly saga: Text;
  /** By step. Those of steps that only older versions have stay for as long as such sagas are shown. */
  readonly steps: Readonly<Record<string, StepLabel>>;
  /** By the reason for which a step was refused or ran out. A reason that is missing is not told to everybody. */
  readonly reasons?: Readonly<Record<string, Text>>;
}
