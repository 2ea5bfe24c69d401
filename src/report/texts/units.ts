import type { Language } from '../format.js';

/** Percentage points, with the space before them. */
export const pointUnits: Readonly<Record<Language, string>> = { zh: ' 个百分点', en: ' pp' };
