/** What the dashboard says. Its page loads these alone, so that it stays small; `texts/index.ts` does not hold them. */
import type { Language } from '../../format.js';
import type { Wording } from '../index.js';
import { en } from './en/index.js';
import { zh } from './zh/index.js';

/** The texts of the dashboard. A text missing in one language does not compile. */
export type DashboardTexts = Wording<typeof en>;

const catalogue: Readonly<Record<Language, DashboardTexts>> = { en, zh };

/** The texts of one language. */
export const dashboardTexts = (language: Language): DashboardTexts => catalogue[language];
