import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderEvaluationReport, renderExperimentReport } from '../../../src/report/index.js';
import { frontierAt } from '../../../src/report/pages/plan.js';
import { sampleExperiment } from './experiment-samples.js';
import { sampleChurn, samplePlan } from './record-samples.js';

const hostile = '"><script>alert(1)</script> | `x` [y](javascript:z) *b* _c_';
const scores = [
  { from: 0, to: 0.5, churned: 100, stayed: 900 },
  { from: 0.5, to: 1, churned: 700, stayed: 300 },
];

const evaluation = await renderEvaluationReport({ churn: sampleChurn(), plan: samplePlan(), scores });
const english = await renderEvaluationReport(
  { churn: sampleChurn(hostile), plan: null, scores: null },
  { language: 'en' },
);
const experiment = await renderExperimentReport({ result: sampleExperiment(hostile), sampleSize: null });
const experimentEn = await renderExperimentReport(
  { result: sampleExperiment(), sampleSize: null },
  { language: 'en' },
);

const textOf = (files: Map<string, string | Uint8Array>, name: string) => files.get(name) as string;

/** Cells of a table row: pipes that no backslash escapes divide them. */
const cells = (row: string) => row.split(/(?<!\\)\|/).length;

describe('the evaluation report', () => {
  it('has the files of the contract', () => {
    for (const name of ['feature_importance', 'roc_curve', 'pr_curve', 'confusion_matrix']) {
      const png = evaluation.get(`${name}.png`) as Uint8Array;
      expect([...png.slice(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
      expect(textOf(evaluation, `${name}.svg`)).toMatch(/^<svg/);
    }
    expect(evaluation.has('evaluation_report.md')).toBe(true);
    expect(evaluation.has('evaluation_report.html')).toBe(true);
  });

  it('states the figures it was given', () => {
    const text = textOf(evaluation, 'evaluation_report.md');
    const figures = [
      '0.7693',
      '0.7574',
      '0.7740',
      '0.0047',
      '¥4,999.95',
      '¥11,885.20',
      '8,718',
      '优惠券',
      '160%',
    ];
    for (const figure of figures) expect(text).toContain(figure);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('draws every candidate in the ROC and precision-recall pictures', () => {
    const figuresIn = (name: string): string[] =>
      [...textOf(evaluation, name).matchAll(/>([^<>]+): [^<]*?(0\.\d{4})/g)].map((found) => found[2]!);
    expect(figuresIn('roc_curve.svg')).toEqual(['0.7693', '0.7688']);
    expect(figuresIn('pr_curve.svg')).toEqual(['0.6688', '0.6681']);
  });

  it('shows and links exactly the pictures it comes with', () => {
    const links = [...textOf(evaluation, 'evaluation_report.md').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)];
    const pictures = [...evaluation.keys()].filter((name) => name.endsWith('.png'));
    expect(links.map((link) => link[1]).sort()).toEqual(pictures.sort());
    expect(textOf(evaluation, 'evaluation_report.html').match(/<figure/g)).toHaveLength(pictures.length);
  });

  it('says so when a gate fails and when nothing could be certified', async () => {
    const churn = sampleChurn();
    const failing = {
      ...churn,
      gates: [{ ...churn.gates[0]!, passed: false, actual: null }],
      threshold: {
        ...churn.threshold,
        certified: false,
        reason: { code: 'none-reached' as const, values: { floor: 0.6 } },
        certifiedRange: null,
      },
    };
    const files = await renderEvaluationReport(
      { churn: failing, plan: null, scores: null },
      { language: 'en' },
    );
    const text = textOf(files, 'evaluation_report.md');
    expect(text).toContain('Not ready to go live: 1 gate(s) failed');
    expect(text).toContain('cannot be certified: no threshold reached a precision of 0.6');
    expect(text).not.toContain('win-back plan');
  });
});

describe('the experiment report', () => {
  it('puts failed checks above the decision', () => {
    const text = textOf(experimentEn, 'experiment_report.md');
    const at = (words: string) => text.indexOf(words);
    expect(at('31 users were in several variants')).toBeGreaterThan(0);
    expect(at('31 users were in several variants')).toBeLessThan(at('## Decision'));
    expect(at('## Decision')).toBeLessThan(at('## Metrics'));
  });

  it('gives every reason, the ledger and the comparison with the reference script', () => {
    const text = textOf(experimentEn, 'experiment_report.md');
    for (const words of [
      'primary conversion is significantly better (sequential p = 0.0411)',
      'guardrail gmv: harm of 0.500 is not ruled out yet (power 40%)',
      'CUPED on pre\\_gmv, theta = 0.6100 (within arms), variance reduced by 40.0%',
      'takes the cumulative spend for the nominal level',
      '98.13%',
      '+1.491 pp',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('names the variant beside the metric where there are several', async () => {
    const result = sampleExperiment();
    const second = result.metrics.map((metric) => ({ ...metric, variant: 'second' }));
    const both = { ...result, metrics: [...result.metrics, ...second] };
    const files = await renderExperimentReport({ result: both, sampleSize: null }, { language: 'en' });
    for (const label of ['conversion / treatment', 'conversion / second', 'gmv / second']) {
      expect(textOf(files, 'experiment_metrics.svg')).toContain(label);
    }
    expect(textOf(experimentEn, 'experiment_metrics.svg')).not.toContain('conversion / treatment');
  });

  it('paints a rise red where less is better', async () => {
    const result = sampleExperiment();
    const metrics = result.metrics.map((metric) => ({ ...metric, direction: 'decrease' as const }));
    const files = await renderExperimentReport({ result: { ...result, metrics }, sampleSize: null });
    const larger = (svg: string) => /fill="(#\w+)"/.exec(svg.slice(svg.indexOf('mark-area')))![1];
    expect(larger(textOf(experimentEn, 'experiment_posterior_1.svg'))).not.toBe(
      larger(textOf(files, 'experiment_posterior_1.svg')),
    );
  });

  it('links exactly the pictures it comes with', () => {
    const text = textOf(experimentEn, 'experiment_report.md');
    const links = [...text.matchAll(/!\[.*?\]\(([^)]+)\)/g)].map((link) => link[1]);
    expect(links.sort()).toEqual([...experimentEn.keys()].filter((name) => name.endsWith('.png')).sort());
    expect(links).toContain('experiment_sequential_1.png');
  });
});

describe('both reports', () => {
  const reports = [
    [evaluation, 'evaluation_report'],
    [english, 'evaluation_report'],
    [experiment, 'experiment_report'],
    [experimentEn, 'experiment_report'],
  ] as const;

  it('write a hostile name as text in HTML', () => {
    for (const [files, name] of reports) {
      const html = textOf(files, `${name}.html`);
      expect(html).not.toMatch(/<script|<iframe|javascript:z"/i);
      expect(html.match(/\son\w+=/g)).toBeNull();
    }
    expect(textOf(english, 'evaluation_report.html')).toContain('&lt;script&gt;');
    expect(textOf(experiment, 'experiment_report.html')).toContain('&lt;script&gt;');
  });

  it('load nothing from anywhere', () => {
    for (const [files, name] of reports) {
      const html = textOf(files, `${name}.html`);
      expect(html.match(/(src|href)="(?!#)[^"]*"/g)).toBeNull();
      expect(html).not.toMatch(/@import|url\((?!#)/);
      expect(html).toContain("default-src 'none'");
    }
  });

  it('use each id once', () => {
    for (const [files, name] of reports) {
      const ids = [...textOf(files, `${name}.html`).matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('keep the columns of every Markdown table, whatever the names', () => {
    let tables = 0;
    for (const [files, name] of reports) {
      let columns = 0;
      for (const line of textOf(files, `${name}.md`).split('\n')) {
        if (!line.startsWith('|')) {
          columns = 0;
          continue;
        }
        if (columns === 0) {
          columns = cells(line);
          tables++;
        }
        expect(cells(line), line).toBe(columns);
      }
    }
    expect(tables).toBeGreaterThan(30);
  });

  it('refuse an unknown option with a suggestion', async () => {
    const given = { lanugage: 'zh' } as object;
    await expect(
      renderExperimentReport({ result: sampleExperiment(), sampleSize: null }, given),
    ).rejects.toThrow('did you mean "language"');
  });
});

describe('frontierAt', () => {
  const points = [0, 100, 200].map((budget, i) => ({
    budget,
    profit: [0, 50, 80][i]!,
    upperBound: [0, 50, 80][i]!,
    marginal: [0.5, 0.3, 0][i]!,
  }));

  it('is exact on the points, a chord between them, and flat beyond the last', () => {
    expect(frontierAt(points, 100).profit).toBe(50);
    expect(frontierAt(points, 150)).toMatchObject({ profit: 65, marginal: 0.3 });
    expect(frontierAt(points, 500).profit).toBe(80);
  });
});

describe('the room', () => {
  it('loads the renderer only inside functions', () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/report');
    const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(30);
    for (const file of sources) {
      const text = fs.readFileSync(path.join(folder, file), 'utf8');
      expect(text, file).not.toMatch(/^import (?!type)[^;]*from '(vega|vega-lite|@resvg\/resvg-js)'/m);
    }
  });
});
