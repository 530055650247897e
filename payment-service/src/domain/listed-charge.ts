/** A charge as its provider lists it. */
export interface ListedCharge {
  readonly providerRef: string;
  /** Our id of the payment that it was made for. */
  readonly reference: string;
  readonly currency: string;
  /** The amount that it holds or keeps now, minor units. */
  readonly amountMinor: number;
  /** The amounts that were captured and refunded; minor units. */
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly madeAt: Date;
}
