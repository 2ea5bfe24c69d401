import { meanLiftP } from '../../stats/fieller.js';
import type { LiftP } from '../kinds/kind.js';
import type { AdjustedPair } from '../moments/adjusted.js';

/** The p of a lift beyond a given one, from two values with their errors. */
export function pairLiftP({ control, treatment, errors }: Omit<AdjustedPair, 'theta'>): LiftP {
  return (lift, alternative) => meanLiftP(control, treatment, errors, lift, alternative);
}
