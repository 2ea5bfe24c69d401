import { WinbackError } from '../../base/errors.js';
import { type Keys, requireKeys, shown, text } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { pointerName } from './layout.js';
import type { PointerChange } from './promote.js';
import type { Deed } from './records.js';

const deedKeys: Keys<Deed> = { now: true, by: true, reason: true };
const changeKeys: Keys<PointerChange> = { ...deedKeys, name: true, base: true, force: true };

/** @throws WinbackError BAD_INPUT unless it says who does it and when, and nothing unknown */
export function requireDeed(deed: Deed): void {
  requireKnown(deed, deedKeys);
}

/** A change of a name, checked, with the name that it is about. */
export function stepOf(
  change: PointerChange,
  signal: AbortSignal | undefined,
): PointerChange & { readonly name: string; readonly signal: AbortSignal | undefined } {
  requireKnown(change, changeKeys);
  return { ...change, name: pointerName(change.name ?? 'production', 'name'), signal };
}

function requireKnown<T extends Deed>(deed: T, keys: Keys<T>): void {
  requireShape(deed, 'deed', { now: 'text', by: 'text' });
  requireKeys(deed, 'deed', keys);
  text(deed.by, 'by');
  if (Number.isNaN(Date.parse(deed.now)))
    throw new WinbackError(
      'BAD_INPUT',
      `now must be a time such as 2026-03-01T08:00:00Z, got ${shown(deed.now)}`,
    );
}
