import type { Texts } from '../index.js';

const severities = { info: '提示', warning: '警告', critical: '严重告警' } as const;

/** What alarms say. */
export const alerts: Texts['alerts'] = {
  title: (severity, firing, over) =>
    `winback：${[
      ...(firing > 0 ? [`${firing} 条${severities[severity]}`] : []),
      ...(over > 0 ? [`${over} 条已恢复`] : []),
    ].join('，')}`,
  line: (state, kind, object, value) => `${state}：${kind}，${object}${value}`,
  value: (value, limit) => `，${value}${limit}`,
  limit: (limit) => `（界限 ${limit}）`,
  states: { pending: '待确认', firing: '告警', resolved: '已恢复' },
  kinds: {
    'data-gap': '行数少于预期',
    'data-surplus': '行数远多于预期，例如文件重复',
    'tracking-loss': '某类事件缺失',
    'late-data': '数据迟到',
    schema: '列有变化',
    'missing-jump': '缺失值增多',
    'unseen-category': '出现训练时没有的值',
    drift: '列发生漂移',
    'score-drift': '分数发生漂移',
    'auc-fall': 'AUC 下降',
    calibration: '校准偏离',
    'precision-below-floor': '精确率低于下限',
    overspend: '花费超过限额',
    srm: '各组人数与计划不符',
    guardrail: '护栏指标变差',
    'plan-held': '计划被暂缓',
    'run-failed': '运行失败',
    'no-run': '没有完成的运行',
    'channel-failed': '告警渠道失败',
  },
  objects: {
    'data-gap *': '全部事件',
    'data-surplus *': '全部事件',
    'plan-held plan': '当天的计划',
    'overspend month': '本月',
    'score-drift score': '当天的分数',
    'auc-fall auc': '最终标签上的 AUC',
    'calibration slope': '校准的斜率',
    'calibration level': '校准的水平',
    'precision-below-floor precision': '阈值处的精确率',
    'run-failed daily': '每日运行',
    'no-run daily': '每日运行，距上一次的小时数',
  },
  test: { title: 'winback：渠道测试', line: '一切正常。有人运行了 winback alert test。' },
};
