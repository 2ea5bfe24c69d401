import { renderSql } from '../../src/data/sql/render.js';
import { ownSql, windowDays } from '../../src/features/definitions/definition.js';
import { EventVocabulary } from '../../src/features/definitions/vocabulary.js';
import { definitions, type NamedDefinition } from '../../src/features/definitions.js';
import { textsFor } from '../../src/report/texts/index.js';

const windows = {
  observationDays: 30,
  horizonDays: 14,
  valueDays: 90,
  historyDays: 'all',
  trends: true,
} as const;
const active = [
  'login',
  'task_created',
  'task_succeeded',
  'task_failed',
  'payment',
  'coupon',
  'feature_used',
  'activity',
] as const;

export const tableStart = '<!-- features: made by scripts/features-doc.mjs -->';
export const tableEnd = '<!-- features end -->';

function row(definition: NamedDefinition): string {
  const days = windowDays(definition, windows);
  const span = String(days ?? '');
  const needs = definition.needs.map((need) => (typeof need === 'string' ? need : need.join(' or ')));
  const cells = [
    `\`${definition.name.replaceAll('{w}', span)}\``,
    ...(['zh', 'en'] as const).map((language) => textsFor(language).features.titles[definition.name](span)),
    definition.unit,
    days === null ? 'history' : `${days} d`,
    needs.join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The part of docs/reference/features.md between the marks: a table, and one definition in both dialects. */
export function featureTable(): string {
  const head = '| column | 含义 | meaning | unit | window | needs |\n|---|---|---|---|---|---|';
  const words = new EventVocabulary(windows, { active, subtractRefunds: true, timeZone: 'UTC' });
  const sample = ownSql(definitions.find(({ name }) => name === 'p95_proc_ms')!, words);
  const both = (['duckdb', 'clickhouse'] as const).map((name) => `-- ${name}\n${renderSql(sample, name)}`);
  const families = [...new Set(definitions.map(({ family }) => family))].map((family) => {
    const own = definitions.filter((definition) => definition.family === family);
    return `**${family}**\n\n${head}\n${own.map(row).join('\n')}`;
  });
  const example = `\`p95_proc_ms\` in both dialects:\n\n\`\`\`sql\n${both.join('\n')}\n\`\`\``;
  return `${tableStart}\n\n${families.join('\n\n')}\n\n${example}\n\n${tableEnd}`;
}
