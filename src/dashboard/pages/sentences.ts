import type { StateRecords } from '../../entries/state.js';
import { alertLine } from '../../pipeline/alerts/words.js';
import { type Language, reportTexts } from '../../pipeline/terminal-texts.js';
import type { Sentence } from '../documents/common.js';

const inBoth = (text: (language: Language) => string): Sentence => ({ zh: text('zh'), en: text('en') });

/** What an alarm says. */
export const alertSentence = (alert: StateRecords['alert']): Sentence =>
  inBoth((language) => alertLine(alert, language));

/** A reason or a condition as decisions keep it: its code, and the values that its sentence names. */
interface Coded {
  readonly code: string;
  readonly values?: unknown;
  readonly passed?: boolean;
}

const codedOf = (value: unknown): readonly Coded[] => (Array.isArray(value) ? (value as Coded[]) : []);

/** Why something was decided: the first reason, or the conditions that failed. */
export function decisionSentence({ details, reason }: StateRecords['decision']): Sentence {
  const failed = codedOf(details['checks']).filter(({ passed }) => passed === false);
  const reasons = [...codedOf(details['reasons']).slice(0, 1), ...failed];
  if (reasons.length === 0) return { zh: reason, en: reason };
  return inBoth((language) => reasons.map((one) => worded(one, language)).join('; '));
}

function worded({ code, values }: Coded, language: Language): string {
  const { reasons, promotion } = reportTexts(language).decisions;
  const texts = { ...promotion, ...reasons } as Readonly<
    Record<string, ((values: never) => string) | undefined>
  >;
  try {
    return texts[code]?.(values as never) ?? code;
  } catch {
    // The decision was made by a version that kept other values: the code says it, too.
    return code;
  }
}
