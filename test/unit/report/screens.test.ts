// What a page is made of, without a browser: colours, layouts of tables, words and signs.
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/report/charts/fit.js';
import { spendChart } from '../../../src/report/charts/index.js';
import { darkPalette, palette, themed } from '../../../src/report/charts/palette.js';
import { table } from '../../../src/report/document.js';
import { tableHtml } from '../../../src/report/html-table.js';
import { renderEvaluationReport, renderExperimentReport } from '../../../src/report/index.js';
import { metricFormat } from '../../../src/report/pages/metric-format.js';
import { textsFor } from '../../../src/report/texts/index.js';
import { sampleExperiment } from './experiment-samples.js';
import { sampleChurn, samplePlan } from './record-samples.js';

const zh = textsFor('zh');

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

/** `over` at half its opacity on `paper`. */
function half(over: string, paper: string): string {
  const mixed = [1, 3, 5].map((at) => {
    const [a, b] = [over, paper].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round((a! + b!) / 2)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

describe('colours', () => {
  it('of tiers go by rank: high risk is red, whatever the order of the cells', () => {
    const cell = (tier: string, rank: number) => ({
      action: 'sms',
      tier,
      rank,
      users: 1,
      spent: 1,
      expectedProfit: 1,
    });
    const spec = JSON.stringify(spendChart([cell('low', 2), cell('high', 0), cell('medium', 1)], zh));
    expect(spec).toContain(
      `"domain":["high","medium","low"],"range":["${palette.red}","${palette.orange}","${palette.blue}"]`,
    );
  });

  it('are told apart by their values, and letters stand out on paper in both modes', () => {
    expect(new Set(Object.values(palette)).size).toBe(Object.keys(palette).length);
    for (const colours of [palette, darkPalette]) {
      for (const letters of [colours.ink, colours.muted])
        expect(contrast(letters, colours.paper)).toBeGreaterThan(4.5);
      // The darkest cell of the confusion matrix.
      expect(contrast(colours.ink, half(colours.blue, colours.paper))).toBeGreaterThan(4.5);
    }
  });

  it('become properties of the page, and only the colours', () => {
    expect(themed(`<path fill="${palette.red}" id="#c8453c-x"/><text>"x" #c8453c</text>`)).toBe(
      '<path fill="var(--c-red)" id="#c8453c-x"/><text>"x" #c8453c</text>',
    );
  });
});

describe('headings of charts', () => {
  const letters = (part: string) => part.length;

  it('break between words, and between Chinese letters but not before a closing sign', () => {
    expect(linesOf('one two three', letters, 8)).toEqual(['one two', 'three']);
    expect(linesOf('测试集，虚线为', letters, 3)).toEqual(['测试集，', '虚线为']);
    expect(linesOf('unbreakable', letters, 4)).toEqual(['unbreakable']);
    expect(linesOf('', letters, 4)).toEqual(['']);
  });
});

describe('tables', () => {
  const heads = (columns: number) => Array.from({ length: columns }, (_, i) => `c${i}`);
  const html = (columns: number, rows: number, text = 'x') =>
    tableHtml(table(heads(columns), Array(rows).fill(Array(columns).fill(text))), 'Name', 'sideways');

  it('of many columns and few rows are cards, of many rows they scroll with a word and the focus', () => {
    expect(html(6, 3)).toContain('class="table cards"');
    expect(html(6, 3)).toContain('data-label="c5"');
    const long = html(6, 20);
    expect(long).toContain('<p class="sideways">sideways</p>');
    expect(long).toContain('tabindex="0" role="region" aria-label="Name"');
    expect(html(2, 20)).not.toContain('tabindex');
  });

  it('with long texts are cards, whatever the number of rows', () => {
    expect(html(4, 20, 'a sentence that is too long for a column')).toContain('cards');
    expect(html(4, 20, '一句对于手机来说太长而放不下的话语')).toContain('cards');
  });
});

describe('words and signs', () => {
  it('money has its currency, before and after signs', () => {
    const write = metricFormat({ kind: 'mean', unit: 'yuan' }, 'en');
    expect(write.value(41.959)).toBe('¥41.959');
    expect(write.difference(-0.9265)).toBe('−¥0.9265');
    expect(write.range(0.2713, null)).toBe('[+¥0.2713, ∞]');
    expect(write.value(null)).toBe('—');
  });

  it('the head says when, from what and by what a report was made', async () => {
    const origin = {
      createdAt: '2026-02-03T04:05:06Z',
      version: '0.1.0',
      config: 'demo',
      modelDigest: 'abcdef0123456789',
      dataFrom: '2025-03-01',
      dataTo: '2025-07-28',
    };
    const files = await renderEvaluationReport(
      { churn: sampleChurn(), plan: null, scores: null },
      { language: 'en', origin },
    );
    const text = files.get('evaluation_report.md') as string;
    for (const words of [
      '2026-02-03 04:05 UTC',
      '2025-03-01 to 2025-07-28',
      '`demo`',
      '`abcdef012345`',
      '0.1.0',
    ])
      expect(text).toContain(words);
    await expect(
      renderEvaluationReport(
        { churn: sampleChurn(), plan: null, scores: null },
        { origin: { when: 1 } as object },
      ),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('the plan says which list to send and how each reason is written in it', async () => {
    const files = await renderEvaluationReport({ churn: sampleChurn(), plan: samplePlan(), scores: null });
    const text = files.get('evaluation_report.md') as string;
    expect(text).toContain('发送哪份名单');
    expect(text).toMatch(/任何策略都不划算 \| `not_worth_it`/);
  });

  it('no estimated probability is 100 %, checks have names, p-values have kinds', async () => {
    const result = sampleExperiment();
    const metrics = result.metrics.map((metric) => ({
      ...metric,
      posterior: metric.posterior && {
        ...metric.posterior,
        monteCarlo: {
          draws: 200_000,
          seed: 1,
          probabilityBetter: 1,
          standardError: 0,
          low: 0.01,
          high: 0.03,
        },
      },
    }));
    const values = { method: 'chi-square', p: 1, threshold: 0.001 } as const;
    const srm = { code: 'srm', status: 'passed', values } as const;
    const files = await renderExperimentReport({
      result: { ...result, metrics, checks: [srm] },
      sampleSize: null,
    });
    const text = files.get('experiment_report.md') as string;
    expect(text).toContain('> 99.999%');
    expect(text).toContain('标准误 \\< 0.001%');
    expect(text).not.toMatch(/100\.0*%（/);
    expect(text).toContain('| 分流比例 | 通过 |');
    expect(text).not.toContain('| `srm`');
    expect(text).toContain('未校正 p');
    expect(text).toContain('上限');
  });
});
