// Original file: shop/v1/events.proto


export interface EventTypes {
  /**
   * None: only positions are sent.
   */
  'types'?: (string)[];
}

export interface EventTypes__Output {
  /**
   * None: only positions are sent.
   */
  'types': (string)[];
}
