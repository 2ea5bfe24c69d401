import { coded } from '../base/coded.js';
import { WinbackError } from '../base/errors.js';
import {
  type Check,
  flag,
  integer,
  nonNegative,
  object,
  optional,
  strictlyBetween,
  text,
} from '../base/options.js';
import type { ChosenThreshold } from '../churn/choose-threshold.js';
import type { UncertifiedReason, UncertifiedValues } from '../churn/precision-floor.js';

/** The part of a threshold that scoring needs. */
export type StoredThreshold = Pick<
  ChosenThreshold,
  'value' | 'certified' | 'precisionFloor' | 'confidence' | 'reason'
>;

const floor = strictlyBetween(0, 1);
const count = integer(0);

const codedReason = coded<UncertifiedValues>({
  'none-reached': { floor },
  'too-little-evidence': { floor, users: count, selected: count, left: count },
  'in-words': { text },
});

/** A reason; version 0.1 stored it as an English sentence, which stays in its words. */
const reason: Check<UncertifiedReason> = (value, name) =>
  typeof value === 'string'
    ? { code: 'in-words', values: { text: text(value, name) } }
    : codedReason(value, name);

const thresholdCheck: Check<StoredThreshold> = object<StoredThreshold>({
  value: nonNegative,
  certified: flag,
  precisionFloor: floor,
  confidence: strictlyBetween(0, 1),
  reason: optional<UncertifiedReason, UncertifiedReason | null>(reason, null),
});

/** The threshold that threshold.json holds. @throws WinbackError BAD_MODEL for what is none */
export function thresholdFrom(value: unknown): StoredThreshold {
  try {
    return thresholdCheck(value, 'threshold');
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', (cause as Error).message, { cause });
  }
}

/** What threshold.json holds of a threshold. */
export function storedThreshold(threshold: StoredThreshold): StoredThreshold {
  const { value, certified, precisionFloor, confidence, reason: why } = threshold;
  return { value, certified, precisionFloor, confidence, reason: why };
}
