import { everyAction, hasAction } from './action-mask.js';

/** Who may get what, before any money is looked at. */
export class Eligibility {
  /** Reason of exclusion a row; `selected` (0) = not excluded. The first rule that applies is kept. */
  readonly reason: Uint8Array;
  readonly #allowed: Uint32Array | null;

  /** @param allowed mask of actions a row; null when everybody may get everything */
  constructor(reason: Uint8Array, allowed: Uint32Array | null) {
    this.reason = reason;
    this.#allowed = allowed;
  }

  /** Whether no rule excludes the user. */
  isOpen(row: number): boolean {
    return this.reason[row] === 0;
  }

  /** Whether the consents allow the action; a held-back user keeps his, which says what he would have got. */
  allows(row: number, action: number): boolean {
    return hasAction(this.#allowed === null ? everyAction : this.#allowed[row]!, action);
  }

  /** Whether the user may get the action: no rule excludes him and the action is allowed. */
  mayGet(row: number, action: number): boolean {
    return this.isOpen(row) && this.allows(row, action);
  }

  /** The actions that each user may get, none for those excluded; null when everybody may get everything. */
  masks(): Uint32Array | null {
    return this.#allowed?.map((mask, row) => (this.isOpen(row) ? mask : 0)) ?? null;
  }
}
