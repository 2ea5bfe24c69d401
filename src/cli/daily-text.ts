import type { DailyRun } from '../pipeline/daily/run-daily.js';
import { commandTexts, type Language, reportTexts } from '../pipeline/terminal-texts.js';

type FactTexts = ReturnType<typeof reportTexts>['dailyFacts'];
type Step = DailyRun['days'][number]['steps'][number];

/** Facts whose values are codes of ours; all others are figures, days or names of the user. */
const coded: ReadonlySet<string> = new Set([
  ...(['state', 'reason', 'notEvaluable', 'drift', 'outcome'] as const),
  ...(['action', 'reasons', 'notTrained', 'promotion'] as const),
]);
const digits = 12;

/** What became of the days, a line a step. */
export function dailyText({ days, heartbeat }: DailyRun, language: Language): string {
  const t = commandTexts(language).daily;
  const facts = reportTexts(language).dailyFacts;
  const lines = days.flatMap(({ date, steps }) => [
    t.day(date),
    ...steps.map((step) =>
      `  ${t.steps[step.name]}: ${t.states[step.state]} ${factsText(step, facts)}`.trimEnd(),
    ),
  ]);
  if (heartbeat !== null)
    lines.push(heartbeat.sent ? facts.heartbeat.sent : facts.heartbeat.failed(heartbeat.reason));
  return `${lines.join('\n')}\n`;
}

function factsText({ name: step, facts }: Step, t: FactTexts): string {
  const shown = Object.entries(facts).flatMap(([name, value]) => {
    const text = valueText(name, value, t);
    if (text === null) return [];
    // The facts of publishing are the rows by table, whose names are the user's.
    const isTable = step === 'publish' && name !== 'reason';
    return [isTable ? t.written(name, text) : t.figure(wordOf(t.names, name), text)];
  });
  return shown.join(t.between);
}

/** A value for people; null where it says nothing. */
function valueText(name: string, value: unknown, t: FactTexts): string | null {
  if (typeof value === 'number') return String(Number(value.toFixed(4)));
  if (typeof value === 'string') {
    if (value === '') return null;
    if (coded.has(name)) return wordOf(t.codes, value);
    return value === '*' ? t.allEvents : value.replace(/^[0-9a-f]{64}$/, (digest) => digest.slice(0, digits));
  }
  if (!Array.isArray(value) || value.length === 0) return null;
  return [...new Set(value.map((one) => valueText(name, one, t) ?? ''))].join(t.listed);
}

const wordOf = (words: Readonly<Record<string, string>>, code: string): string => words[code] ?? code;
