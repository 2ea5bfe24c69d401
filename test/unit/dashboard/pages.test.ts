// Documents and SQL views over the same records, on both databases: they answer the same questions and hide the same groups.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewStatements } from '../../../src/dashboard/definition.js';
import type { CampaignsDocument } from '../../../src/dashboard/documents/campaigns.js';
import { pageNames } from '../../../src/dashboard/documents/common.js';
import { everyPage, pageOf } from '../../../src/dashboard/pages/page.js';
import { panelQuery, panels } from '../../../src/dashboard/panels/panels.js';
import { viewName } from '../../../src/dashboard/panels/view.js';
import { views } from '../../../src/dashboard/panels/views.js';
import { queryRows } from '../../../src/state/reads.js';
import type { State } from '../../../src/state/state.js';
import { eveningOf, fillHistory, frontier } from '../../support/dashboard/history.js';
import { samples } from '../../support/state/records.js';
import { allStates } from '../../support/state/states.js';

const days = 90;
const errorOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe.each(allStates())('the dashboard of a state in $name', { timeout: 120_000 }, (states) => {
  let state: State;
  let now = 0;
  beforeAll(async () => {
    await states.begin();
    state = await states.open();
    now = eveningOf(await fillHistory(state, days));
    await state.database.write(viewStatements(state.database.dialect).map((sql) => ({ sql })));
  }, 120_000);
  afterAll(async () => {
    await state?.close();
    await states.end();
  });

  test('an empty state has every page, and says that it is empty', async () => {
    const empty = await states.open();
    const pages = await everyPage(empty, {}, now);
    expect(Object.keys(pages)).toEqual(pageNames);
    expect(pages.today).toMatchObject({
      alerts: [],
      days: [],
      scored: null,
      spend: null,
      brought: null,
      lastStepAt: null,
    });
    expect(pages.campaigns).toMatchObject({ plan: null, days: [], weeks: [] });
    expect(pages.today.choices).toEqual({ projects: [], models: [], first: null, last: null });
    await empty.close();
  });

  test('today says what stands out', async () => {
    const {
      alerts,
      days: strip,
      scored,
      spend,
      brought,
      lastStepAt,
    } = (await everyPage(state, {}, now)).today;
    expect(alerts.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['data-gap', 'critical'],
      ['drift', 'warning'],
    ]);
    expect(alerts[0]!.text).toEqual({
      en: 'now: fewer rows than expected, payment_success, 0 (limit 2600)',
      zh: '告警：行数少于预期，payment_success，0（界限 2600）',
    });
    expect([strip.length, strip.at(-1)!.steps.length, lastStepAt]).toEqual([30, 9, now + 9e7]);
    expect(scored).toMatchObject({ users: 20_000 });
    expect(spend).toMatchObject({ budgetMinor: 160_000, spentMinor: 159_950 });
    expect(brought!.recall.value).toBeGreaterThan(0);
  });

  test('figures keep their kinds apart, and the newest evaluation of a snapshot counts', async () => {
    const { series, models, tiers, slices } = (await everyPage(state, {}, now)).model;
    const [auc] = series;
    expect([auc!.name, auc!.training!.value, models.length, slices.length]).toEqual(['auc', 0.8895, 1, 1]);
    expect([auc!.estimated.length, auc!.matured.length]).toEqual([60, 6]);
    expect(tiers.map(({ tier }) => tier).sort()).toEqual(['high', 'low', 'medium']);
    const again = {
      ...(
        await state.list('metric', { where: { kind: 'matured', name: 'auc' }, newest: true, limit: 1 })
      )[0]!,
    };
    await state.put({ metric: [{ ...again, asOf: '2030-01-01', value: 0.5, low: 0.4, high: 0.6 }] });
    expect((await everyPage(state, {}, now)).model.series[0]!.matured.at(-1)).toMatchObject({
      value: 0.5,
      low: 0.4,
    });
  });

  test('small groups of users are hidden, and the views hide the same ones', async () => {
    const { tiers, actions, days: planned } = (await everyPage(state, { from: '2023-03-31' }, now)).campaigns;
    // The tier `low` has 4 to 8 users a day; with it the next larger one is hidden.
    expect(tiers.map(({ name, users, hiddenDays }) => [name, users === null, hiddenDays])).toEqual([
      ['high', true, 1],
      ['low', true, 1],
      ['medium', false, 0],
    ]);
    expect(actions.every(({ users }) => users! >= 10)).toBe(true);
    const day = planned.at(-1)!;
    const rows = await queryRows(
      state,
      `SELECT "part", "users" FROM ${viewName('contacts_by_tier')} WHERE "time" = ? ORDER BY "part"`,
      [Date.parse(day.date) / 1000],
    );
    expect(rows.map(({ part, users }) => [part, users === null ? null : Number(users)])).toEqual(
      tiers.map(({ name, users }) => [name, users]),
    );
  });

  test('views hide what documents hide, for any sizes of groups', async () => {
    const other = await states.open();
    const campaign = { ...samples.campaign, project: 'p', holdout: 0 };
    const sizes = [
      [120, 4, 300],
      [1, 1, 40, 90],
      [5, 6],
      [3, 12, 0],
      [3],
      [10, 11],
      [9, 10, 11],
      [2, 2, 2, 2, 200],
    ];
    const records = sizes.flatMap((parts, i) =>
      parts.map((plannedUsers, k) => ({
        ...campaign,
        date: `2025-01-0${i + 1}`,
        tier: `t${k}`,
        action: `a${k}`,
        plannedUsers,
      })),
    );
    await other.put({ campaign: records });
    await other.database.write(viewStatements(other.database.dialect).map((sql) => ({ sql })));
    for (const i of sizes.keys()) {
      const date = `2025-01-0${i + 1}`;
      const page = (await pageOf(other, 'campaigns', { from: date, to: date }, now)) as CampaignsDocument;
      const sql = `SELECT "part", "users" FROM ${viewName('contacts_by_action')} WHERE "time" = ? ORDER BY "part"`;
      const rows = await queryRows(other, sql, [Date.parse(date) / 1000]);
      expect(
        rows.map(({ users }) => (users === null ? null : Number(users))),
        date,
      ).toEqual(page.actions.map(({ users }) => users));
    }
    await other.close();
  });

  test('a plan holds its frontier, drift its distributions in shares', async () => {
    const { campaigns, drift } = await everyPage(state, {}, now);
    expect(campaigns.plan!.frontier).toEqual(frontier.slice(0, 100));
    expect(campaigns.plan!.tiers.map(({ users }) => users)).toEqual([16_000, 2300, 1700]);
    expect([drift.days.length, drift.columns[0]!.name, drift.columns.length]).toEqual([60, '(score)', 41]);
    // The bin of 4 rows is hidden, and the next larger one with it.
    expect(drift.columns[1]!.bins!.current).toEqual([0.18, 0.28, 0.26, 0.1992, null, null]);
  });

  test('a share of few rows is hidden, on the page and in the view', async () => {
    const { drift } = await everyPage(state, {}, now);
    // Of 5,000 rows 2 have a category that training never saw.
    expect(drift.columns.find(({ name }) => name === 'f_0')!.unseen).toBe('hidden');
    const of = async (column: string) => {
      const sql = `SELECT "unseen", "missing_current" FROM ${viewName('drift')} WHERE "column" = ? ORDER BY "time" DESC`;
      return (await queryRows(state, sql, [column]))[0];
    };
    expect(await of('f_0')).toEqual({ unseen: null, missing_current: 0.02 });
    expect(await of('channel <b>&"x"</b>')).toMatchObject({ unseen: 0.1 });
  });

  test('an experiment has its looks, its progress and a forecast', async () => {
    const [experiment] = (await everyPage(state, {}, now)).experiments.experiments;
    expect(experiment).toMatchObject({ name: 'winback-coupon', plannedUsers: 20_000, late: false });
    const last = experiment!.looks.at(-1)!;
    expect([last.look, last.users, last.progress]).toEqual([4, 15_647, 15_647 / 20_000]);
    // 760 users a day, 4,353 are missing.
    expect(experiment!.forecast).toBe('2023-04-06');
  });

  test.each([
    [{ project: 'shops' }, 'the state has no records of "shops"'],
    [{ from: '2023-13-01' }, 'from must be a day such as 2025-07-30, got "2023-13-01"'],
    [{ from: '2023-02-02', to: '2023-02-01' }, 'from: 2023-02-02 is after 2023-02-01'],
    [{ from: '1990-01-01' }, 'a page shows at most'],
  ])('%j is refused', async (query, message) => {
    expect(await errorOf(pageOf(state, 'today', query, now))).toContain(message);
  });

  test.each(panels.map((panel) => [panel.title, panel] as const))(
    'the query of the panel %s has rows',
    async (_title, panel) => {
      const sql = panelQuery(panel)
        .replaceAll('$project', 'shop')
        .replaceAll('$__unixEpochFrom()', '0')
        .replaceAll('$__unixEpochTo()', '4000000000');
      const rows = await queryRows(state, sql);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) for (const value of Object.values(row)) expect(typeof value).not.toBe('bigint');
    },
  );

  test('each view is used by a panel, names no user, and can be made again', async () => {
    expect(views.map(({ name }) => name).filter((name) => !panels.some(({ view }) => view === name))).toEqual(
      [],
    );
    for (const { name } of views) {
      const [row] = await queryRows(state, `SELECT * FROM ${viewName(name)} LIMIT 1`);
      expect(Object.keys(row!), name).not.toContain('user');
    }
    await state.database.write(viewStatements(state.database.dialect).map((sql) => ({ sql })));
  });
});
