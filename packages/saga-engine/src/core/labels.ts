/** The same text in the languages of the pages. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

/** The texts that people see for one step. Missing texts are replaced by general ones. */
export interface StepLabel {
  readonly name: Text;
  /** What it does, and what its undo does. */
  readonly does?: Text;
  readonly undo?: Text;
  /** The texts while it runs, while it waits, once it is done and once it is undone. */
  readonly now?: Text;
  readonly waiting?: Text;
  readonly done?: Text;
  readonly undone?: Text;
}

/** The texts that people see for a saga. Not part of its fingerprint: texts can change without a new version. */
export interface Labels {
  readonly saga: Text;
  /** By step. The labels of steps that only older versions have must stay as long as such sagas are shown. */
  readonly steps: Readonly<Record<string, StepLabel>>;
  /** By the reason for which a step was refused or expired. A reason without a text is not shown to everybody. */
  readonly reasons?: Readonly<Record<string, Text>>;
}
