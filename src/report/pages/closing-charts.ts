import { claimedChart } from '../charts/plan/claimed.js';
import type { ChartSpec } from '../charts/theme.js';
import { actionName } from '../names.js';
import type { ClosingInput } from '../records.js';
import type { Texts } from '../texts/index.js';

/** The pictures of a closing: claimed against brought, by action and altogether. */
export function closingCharts(closing: ClosingInput, texts: Texts): ReadonlyMap<string, ChartSpec> {
  const parts = closing.byAction.map((part) => ({ ...part, name: actionName(part.name, texts) }));
  const whole = { ...closing, name: texts.closing.chart.all };
  const rows = [...parts, ...(parts.length === 1 ? [] : [whole])].map(({ name, incremental, claimed }) => ({
    ...{ name, ...incremental, claimed },
  }));
  return new Map([['closing_effects', claimedChart(rows, texts)]]);
}
