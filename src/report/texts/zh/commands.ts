import type { Texts } from '../index.js';
import { board } from './board.js';
import { stateCommands } from './state-commands.js';
import { steps } from './steps.js';

/** What single commands write on the terminal. */
export const commands: Texts['commands'] = {
  warning: (text) => `警告：${text}`,
  cutFile: (file) => `${file} 末尾没有换行：文件是否被截断？`,
  retried: (place, attempt, of, why) =>
    `${place}：第 ${attempt} 次尝试（共 ${of} 次）失败（${why}），正在重试`,
  writtenNumbers: (column, form, percent) =>
    `列“${column}”的数字按 ${form} 的写法读取${percent === 0 ? '' : `；其中 ${percent} 个带百分号，已除以 100`}`,
  encoding: (file, encoding) => `${file} 按 ${encoding} 读取；其他编码用 --encoding 或 \`encoding\` 指明`,
  sql: {
    rows: '日志的行，列按含义命名；不是数的文本视为缺失',
    settled: '角色、以分为单位的金额、以微秒为单位的时长；负的付款视为退款',
    events: '属于事件的行；同一编号只取最早一行',
    users: '用户及其编号',
    activeDays: '有活跃事件的日子',
    features: (days: string, day: string) => `截至 ${day} 的 ${days} 天内活跃用户的特征`,
    labels: (days: string, observed: string, day: string) =>
      `截至 ${day} 的 ${observed} 天内活跃的用户中，谁在其后 ${days} 天内没有活跃事件；表须完整到那时`,
    attributes: '用户属性；valid_from：该行生效的第一天',
    outcomes: '实验的用户及其组别与结果',
    values: (outcome: string) => `结果 ${outcome} 的每一个值`,
    zone: '不带时区的时间属于此时区',
    sparkZone: '会话按 UTC 计时',
  },
  register: {
    registered: (name, version, digest, time) => `${name} 版本 ${version}（${digest}）：已于 ${time} 登记`,
    'already-registered': (name, version, digest, time) =>
      `${name} 版本 ${version}（${digest}）：此前已于 ${time} 登记`,
    late: '已标为迟登记：此前已有用户曝光，所得结果只是线索，不是检验。',
  },
  churn: {
    written: (rows, table, place) => `已将 ${rows} 行写入 ${place} 的表 ${table}`,
  },
  features: {
    users: (users, days, day, output) => `截至 ${day} 的 ${days} 天内有 ${users} 个活跃用户：${output}`,
    newUsers: (users, days, day, output) => `${day} 是首个事件后第 ${days} 天的用户共 ${users} 名：${output}`,
    goesOn: (last) => `日志一直到 ${last}；用 --as-of 指定别的日期`,
    lacks: (missing, days) => `最长窗口的 ${days} 天中，日志缺少 ${missing} 天`,
    lacksHistory: (missing) => `日志比训练时的日志晚开始 ${missing} 天：历史特征看到的少于训练时`,
    labelledDay: (day, users, left, horizon) =>
      `${day}：${users} 个用户，其中 ${left} 个在其后 ${horizon} 天内流失`,
    labelledEmpty: (day, days) => `${day}：其后有 ${days} 天没有任何人的事件，谁流失了并不可靠`,
    labelledLeftOut: (names) => `日志无法给出的特征：${names}`,
    labelledCategories: (day) => `属性的类别取 ${day} 最常见的值（attributes.topK）；其余的值为 "other"`,
    labelled: (rows, days, output) => `${days} 个快照日共 ${rows} 行带标签的数据：${output}`,
    stored: (events, store) => `事件库 ${store} 现有 ${events} 个事件`,
    added: (events, files, from, to) => `从 ${files} 个新文件读入 ${from} 至 ${to} 的 ${events} 个事件`,
    known: (files) => `库中已有、不再读取的文件：${files} 个`,
    replaced: (day, events) => `${day} 再次送来：它之前的 ${events} 个事件已被替换`,
    common: (events) => `新文件中库里也有、会计两次的事件：${events} 个`,
    forgot: (events, users, store) => `已从事件库 ${store} 删除 ${users} 个用户的 ${events} 个事件`,
  },
  score: {
    done: (rows, seconds, output) => `${rows} 行打分用时 ${seconds} 秒：${output}`,
    empty: (column, rows) => `特征“${column}”：全部 ${rows} 行都没有值，列是否选对？`,
    allUnseen: (column, rows) => `特征“${column}”：${rows} 个值中没有一个是模型认识的类别，全部按缺失处理`,
    unseen: (column, rows, of) => `特征“${column}”：${of} 个值中有 ${rows} 个是模型不认识的类别，按缺失处理`,
    marks: (column, rows, of) => `特征“${column}”：${of} 行中有 ${rows} 行是 NA 之类的文字，按缺失的数值读取`,
    planColumn: (column) => `输入中没有列“${column}”，而训练时的计划用到它：打分结果缺少这一列`,
  },
  plan: {
    targeted: (targeted, users, spent, budget) =>
      `${users} 个用户中选 ${targeted} 个，花费 ${spent} / ${budget} 元`,
    profit: (profit, proof) => `期望利润 ${profit} 元，${proof}`,
    noReasons: '名单使用散列的用户号，因此不写入打分的原因：原因会透露用户是谁',
    greedy: '贪心规则',
    proven: '已证明最优',
    atMost: (gap) => `与最优相差不超过 ${gap}`,
    next: (price, actions) => `再加一元预算带来 ${price}；${actions}`,
    written: (folder, files) => `已写入 ${folder}：${files}`,
  },
  uplift: {
    rows: (rows) => `日志有 ${rows} 名用户`,
    action: (name, users, effect, low, high, slope) =>
      `${name}：${users} 名用户，效应 ${effect} 个百分点（${low} .. ${high}），预测的斜率 ${slope}`,
    candidate: (name, value, range, claimed, over) =>
      `${name}：在未参与训练的用户上每人 ${value} 元（${range}），模型声称 ${claimed}，比实测比率多 ${over}`,
    passed: (model) => `${model} 优于实测比率，且超出偶然：采用它`,
    failed: (model) => `${model} 未能以超出偶然的程度优于实测比率：采用实测比率`,
    scored: (rows, columns, output) => `${rows} 名用户：${output} 中新增 ${columns}`,
  },
  evaluate: {
    value: (policy, value, range) => `${policy} 每人价值 ${value}（${range}）`,
    notEvaluable: (policy) => `无法从此日志评估 ${policy}`,
    reasons: {
      'unsupported-users': '它可能采取日志中不可能出现的动作',
      'few-effective-rows': '日志中得到它会给出的动作的用户太少：有效行数低于全部的 10 %',
      'large-weights': '结果会由个别用户决定：有权重超过 20',
    },
    users: (count, names) => `缺少支持的用户 ${count} 名，最前面的是：${names}`,
    rows: (rows, effective, largest) =>
      `${rows} 名用户，信息量相当于该策略自己的 ${effective} 名；最大权重 ${largest}`,
    clipped: (clip, share, bound, sensitivity) =>
      `权重超过 ${clip} 的用户占 ${share} %；偏差至多 ${bound}，截断加倍时相差 ${sensitivity}`,
    difference: (policy, value, range) => `减去 ${policy}：每人 ${value}（${range}）`,
  },
  verdicts: { ship: '上线', hold: '暂缓', stop: '停止', continue: '继续实验' },
  daily: {
    planted: (date: string, kind: string) => `${date}  埋入：${kind}`,
    alert: (date: string, kind: string, object: string) => `${date}  告警：${kind}（${object}）`,
    model: (date: string, digest: string, reason: string) => `${date}  模型 ${digest} 投入使用：${reason}`,
    written: (folder: string) =>
      `已写入 ${folder}：数据、每天的结果、模型库、状态、winback.yaml、summary.json`,
    day: (date: string) => `日期 ${date}`,
    steps,
    states: { done: '完成', held: '暂缓', nothing: '无事可做', skipped: '此前已完成' },
  },
  serve: {
    packed: (users, output) => `${output} 里有 ${users} 个用户`,
    listening: (url, admin) => `正在监听 ${url}；指标与管理在 ${admin}`,
  },
  dashboard: {
    listening: (url) => `看板地址 ${url}（Ctrl-C 结束）`,
    written: (folder, files) => `已写入 ${folder}：${files}`,
  },
  verify: {
    passed: '通过',
    failed: '未通过',
    skipped: '已跳过',
  },
  model: {
    ok: (folder, digest) => `${folder}：完好，摘要 ${digest}`,
    bad: (folder) => `${folder}：不是有效的模型`,
  },
  registry: {
    published: (digest, registry) => `${registry}：已发布 ${digest}`,
    there: (digest, registry) => `${registry}：${digest} 已经在那里`,
    digest: (digest) => `摘要 ${digest}`,
    trained: (from, to, rows) => `训练数据 ${from} 至 ${to}，${rows} 行`,
    figures: (auc, prAuc, brier) => `测试 AUC ${auc}，PR-AUC ${prAuc}，Brier 分数 ${brier}`,
    features: (version) => `特征 ${version}`,
    came: (at, by, reason, previous) =>
      `${at} 由 ${by} 发布${reason === '' ? '' : `：${reason}`}；当时在生产中的是 ${previous}`,
    empty: (registry) => `${registry} 里没有版本`,
    kinds: { promote: '晋升', rollback: '回滚' },
    entry: (name, number, digest, kind, at, by, reason) =>
      `${name} -> ${digest}  （第 ${number} 条，${kind}，${at}，${by}${reason === '' ? '' : `：${reason}`}）`,
    unchanged: (name, digest) => `${name} 已经指向 ${digest}`,
    holds: (registry, versions) => `${registry} 共有 ${versions} 个版本`,
    incomplete: (versions) => `${versions} 个版本没有清单：正在发布，或是被终止的进程留下的`,
    expired: (removed, leftovers, kept, bytes) =>
      `删除了 ${removed} 个版本和 ${leftovers} 个残留，共 ${bytes} 字节；保留 ${kept} 个版本`,
    wouldExpire: (removed, leftovers, kept, bytes) =>
      `将删除 ${removed} 个版本和 ${leftovers} 个残留，共 ${bytes} 字节；将保留 ${kept} 个版本`,
  },
  size: {
    users: (control, treatment, method) => `对照组 ${control}，实验组 ${treatment}（${method}）`,
    days: (days, perDay) => `每天 ${perDay} 个用户，需 ${days} 天`,
  },
  power: {
    margin: (power, margin) => `功效 ${power}，非劣界值 ${margin}`,
    mde: (power, mde) => `功效 ${power}，最小可检测效应 ${mde}`,
  },
  boundaries: {
    information: '信息量',
    atLook: '当次 p',
    spent: '已用 alpha',
    never: '无',
    size: (largest, expected) => `最大样本为单次检验的 ${largest} 倍，期望为 ${expected} 倍`,
    early: (last, unspent, alpha) =>
      `最后一次检验在信息量 ${last} 处，而非 1：水平 ${alpha} 中有 ${unspent} 从未使用；时点以 1 结束时，同样功效所需用户更少`,
    posterior: (won, lost, level, needed) =>
      `后验规则，无效应时：误判为胜 ${won}，误判为负 ${lost}；水平 ${level} 需要 P(更好) >= ${needed}`,
  },
  board,
  ...stateCommands,
};
