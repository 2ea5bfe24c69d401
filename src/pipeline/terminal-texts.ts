import type { Language } from '../report/format.js';
import { type Texts, textsFor } from '../report/texts/index.js';

export { errorText, messageText } from '../report/error-text.js';
export type { Language } from '../report/format.js';
export { progressText } from '../report/progress-text.js';

/** What single commands write on the terminal, in one language. */
export const commandTexts = (language: Language): Texts['commands'] => textsFor(language).commands;

/** The names of tiers, actions and decisions are those of the reports. */
export const reportTexts = (language: Language): Texts => textsFor(language);
