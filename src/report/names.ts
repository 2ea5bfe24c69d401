import type { Texts } from './texts/index.js';

/** The report's word for a tier, or the tier's own name where the user named it. */
export function tierName(tier: string, texts: Texts): string {
  return own(texts.tiers, tier) ?? tier;
}

/** The report's word for an action, or the action's own name. */
export function actionName(action: string, texts: Texts): string {
  return own(texts.actions, action) ?? action;
}

function own(words: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}
