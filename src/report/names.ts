import type { Texts } from './texts/index.js';

/** The report's word for a tier, or the tier's own name where the user named it. */
export function tierName(tier: string, texts: Texts): string {
  return own(texts.tiers, tier) ?? tier;
}

/** The report's word for an action, or the action's own name. */
export function actionName(action: string, texts: Texts): string {
  return own(texts.actions, action) ?? action;
}

const properNames: Readonly<Record<string, string>> = {
  'lan-demets': 'Lan-DeMets',
  'obrien-fleming': "O'Brien-Fleming",
  pocock: 'Pocock',
  'hwang-shih-decani': 'Hwang-Shih-DeCani',
};

/** A method's name as its authors are written; a code without one stays as it is. */
export function properName(code: string): string {
  return own(properNames, code) ?? code;
}

/** The report's word for a code, or the code itself where the report has none. */
export function wordOf(words: Readonly<Record<string, string>>, code: string): string {
  return own(words, code) ?? code;
}

function own(words: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}
