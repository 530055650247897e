/** A charge as its provider lists it. */
export interface ListedCharge {
  readonly providerRef: string;
  /** Our id of the payment that it was made for. */
  readonly reference: string;
  readonly currency: string;
  /** What it holds or keeps now, minor units. */
  readonly amountMinor: number;
  /** What was taken of it, and what of that was given back; minor units. */
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly madeAt: Date;
}
