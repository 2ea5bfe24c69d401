import type { Texts } from '../index.js';

/** What the commands state, deliver and alert write on the terminal. */
export const stateCommands: Pick<Texts['commands'], 'state' | 'optOut' | 'deliver' | 'alert'> = {
  state: {
    exported: (records, file) => `已将 ${records} 条记录写入 ${file}`,
    exposures: (count, file) => `已把 ${count} 条曝光写入 ${file}`,
    imported: (records, place) => `已将 ${records} 条记录读入 ${place}`,
    forgotten: (users, unknown) => `已遗忘 ${users} 个用户；另有 ${unknown} 个用户在此状态中没有记录`,
    records: (contacts, messages, cancelled) =>
      `${contacts} 条触达与 ${messages} 条消息不再指明他们；取消了 ${cancelled} 条等待中的消息`,
    seen: (exposures) => `${exposures} 条实验曝光不再指明他们`,
    elsewhere: '下列地方可能仍有他们的数据，对状态库或这些地方所作的副本也可能有：',
    contactedAgain:
      '只要每日运行所读的事件里还有他们，运行就会重新为他们制定计划，并可能在下一天触达他们：请先把他们从事件中删去。',
    holdings: {
      list: '名单',
      scores: '分数',
      events: '事件',
      attributes: '用户属性',
      features: '特征',
      export: '导出',
      handover: '已交接的消息',
    },
  },
  optOut: {
    title: '退订',
    ask: '点击按钮后，您将不再收到我们的优惠信息。',
    button: '不再接收',
    done: '已退订，您不会再收到我们的优惠信息。',
    unknown: '链接已失效，请直接回复“退订”。',
    impossible: '这个链接没有对应的地址，请直接回复“退订”。',
  },
  deliver: {
    status: (name, planned, states) => `${name}：${planned} 条消息；${states}`,
    states: {
      queued: '等待',
      sending: '发送中',
      accepted: '已接收',
      delivered: '已送达',
      undelivered: '未送达',
      unknown: '不明',
      suppressed: '不发送',
      expired: '已过期',
      dead: '已放弃',
      cancelled: '已取消',
    },
    enqueued: (campaign, queued, known) =>
      `${campaign}：${queued} 条消息已排队，${known} 条此前已有；请用 \`winback deliver run --approve ${campaign}\` 批准`,
    enqueuedSuppressed: (count) => `其中 ${count} 条记为不发送：`,
    forecast: (campaign, queued, sendable, hours) =>
      `${campaign}：${queued} 条消息等待，现在会发送 ${sendable} 条；按限额需要 ${hours} 小时`,
    cost: (currency, minor) => `费用（${currency} 的最小单位）：${minor}`,
    skipped: (campaign, why) => `${campaign}：未处理，${why}`,
    skips: {
      'not approved': '还没有批准',
      paused: '已暂停',
      'not live': '消息会直接到达用户，而没有给出 --live',
    },
    recovered: (count) => `已收回 ${count} 条发送程序中断的消息`,
    clockJumps: (count) => `时钟被调整了 ${count} 次：限额按“刚刚发送”计算`,
    next: (time) => `${time} 起可以继续发送`,
    paused: (campaign, reason) => `${campaign} 已暂停：${reason}`,
    resumed: (campaign) => `${campaign} 将随下一次 \`winback deliver run\` 继续`,
    retried: (campaign, count) => `${campaign}：${count} 条消息重新等待发送`,
    exported: (users, file) => `${users} 个用户已写入 ${file}`,
    couponsAdded: (pool, added, known) => `券池 ${pool} 新增 ${added} 个券码，${known} 个已经在里面`,
    optedOut: (addresses, changed) => `读入 ${addresses} 个地址；其中 ${changed} 个是新的，或范围变大`,
    verified: (messages, entries, head) =>
      `已检查 ${messages} 条消息与审计链的 ${entries} 条记录；最后一条为 ${head}`,
    chain: (entry) => `审计链的第 ${entry} 条与所写不符，或缺失`,
    fault: (message, problem) => `消息 ${message}：${problem}`,
    wrongCampaign: (name) => `活动 ${name}：消息数与排队时不同`,
    moreFaults: (count) => `另有 ${count} 条`,
    problems: {
      'not in the audit': '审计链里没有它',
      'not in the outbox': '审计链里有它，发件箱里却没有',
      'another state': '它的状态与审计链给出的不同',
      'no contact': '它已发出，却缺少触达记录',
      'claimed after its opt-out': '它在地址退订之后被占用',
      'claimed in quiet hours': '它在用户的静默时段内被占用',
    },
  },
  alert: {
    ack: (by) => `${by} 已确认`,
    muted: (until, reason) => `静音至 ${until}（${reason}）`,
    flapping: '抖动',
    explained: (fingerprint) => `由 ${fingerprint} 引起`,
    took: (name) => `${name}：已接收`,
    failed: (name, reason) => `${name}：未接收（${reason}）`,
  },
};
