// Original file: shop/v1/sagas.proto


export interface PreviewAction {
  /**
   * The step that would be undone.
   */
  'step'?: (string);
  /**
   * The command that would be sent, for example "payments.void".
   */
  'command'?: (string);
}

export interface PreviewAction__Output {
  /**
   * The step that would be undone.
   */
  'step': (string);
  /**
   * The command that would be sent, for example "payments.void".
   */
  'command': (string);
}
