import { commandTexts, type Language } from '../../pipeline/terminal-texts.js';
import { type Panel, panelQuery, panels } from './panels.js';
import { viewName } from './view.js';

/** The data source is chosen when the board is imported. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the name of an input, which Grafana replaces
const datasource = { type: 'grafana-postgresql-datasource', uid: '${DS_WINBACK}' } as const;
const wholeWidth = 24;
const height = 8;

/** The board as Grafana imports it. */
export function grafanaBoard(language: Language): Readonly<Record<string, unknown>> {
  return {
    __inputs: [
      {
        name: 'DS_WINBACK',
        label: 'winback',
        type: 'datasource',
        pluginId: datasource.type,
        pluginName: 'PostgreSQL',
      },
    ],
    ...{ title: 'winback', uid: 'winback', tags: ['winback'], editable: true, schemaVersion: 39, version: 1 },
    ...{ timezone: 'utc', time: { from: 'now-60d', to: 'now' }, refresh: '5m' },
    templating: { list: [projectVariable()] },
    annotations: { list: [decisions()] },
    panels: placed(language),
  };
}

function projectVariable(): Readonly<Record<string, unknown>> {
  const query = `SELECT DISTINCT "project" FROM ${viewName('steps')} ORDER BY 1`;
  return { name: 'project', type: 'query', datasource, query, refresh: 1, includeAll: false, multi: false };
}

function decisions(): Readonly<Record<string, unknown>> {
  const rawQuery = `SELECT "time", "kind" AS "text" FROM ${viewName('decisions')} WHERE "project" = '$project' AND "time" BETWEEN $__unixEpochFrom() AND $__unixEpochTo()`;
  return { name: 'models', datasource, enable: true, iconColor: 'purple', rawQuery };
}

/** From left to right, then down. */
function placed(language: Language): readonly Readonly<Record<string, unknown>>[] {
  let [x, y] = [0, 0];
  return panels.map((panel, i) => {
    const { width = wholeWidth / 2 } = panel;
    if (x + width > wholeWidth) [x, y] = [0, y + height];
    const gridPos = { x, y, w: width, h: height };
    x += width;
    return { id: i + 1, ...drawn(panel, language), gridPos };
  });
}

function drawn(panel: Panel, language: Language): Readonly<Record<string, unknown>> {
  const { title, type, unit } = panel;
  const isSeries = type === 'timeseries' || type === 'state-timeline';
  const target = {
    ...{ refId: 'A', datasource, editorMode: 'code', rawQuery: true, rawSql: panelQuery(panel) },
    format: isSeries ? 'time_series' : 'table',
  };
  const fieldConfig = { defaults: unit === undefined ? {} : { unit }, overrides: [] };
  return {
    title: commandTexts(language).board.panels[title],
    type,
    datasource,
    targets: [target],
    fieldConfig,
    options: {},
  };
}
