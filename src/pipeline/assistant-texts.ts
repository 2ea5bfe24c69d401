import type { Language } from '../report/format.js';
import { en } from '../report/texts/assistant/en.js';
import type { AssistantTexts } from '../report/texts/assistant/texts.js';
import { zh } from '../report/texts/assistant/zh.js';

export type { ArgumentName, AssistantTexts, ToolName } from '../report/texts/assistant/texts.js';

/** What an assistant reads of the tools, in one language. */
export const assistantTexts = (language: Language): AssistantTexts => (language === 'zh' ? zh : en);
