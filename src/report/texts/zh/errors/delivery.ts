import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about messages that leave the house, and about alarms. */
export const delivery: MessageCatalogue = {
  'campaign {} was queued from another plan ({}, now {}): give the new plan another campaign name':
    '活动 {1} 已按另一个计划排队（{2}，现在是 {3}）：请为新计划换一个活动名',
  'campaign {} holds users who were forgotten without a key, so that nobody can tell whether they would be contacted again: use another campaign name':
    '活动 {1} 里有在没有密钥时被遗忘的用户，无法判断是否会再次触达他们：请换一个活动名',
  'campaign {} holds users who were forgotten: name the key file, so that they are not contacted again':
    '活动 {1} 里有被遗忘的用户：请指定密钥文件，以免再次触达他们',
  'the state holds opt-outs: name the key file, so that addresses can be compared with them':
    '状态里有退订记录：请指定密钥文件，以便比对地址',
  '{} must be a time of day such as 21:00, got {}': '{1} 必须是 21:00 这样的时刻，却是 {2}',
  '{}: from and to are both {}, so that nothing could ever be sent: leave quiet hours out for none':
    '{1}：from 与 to 都是 {2}，这样永远不能发送：不需要静默时段就不要写它',
  'campaign {}: notAfter {} is over before anything could be sent':
    '活动 {1}：notAfter {2} 在能够发送之前就已过去',
  'campaign {} is one of several projects ({}): name the project': '活动 {1} 属于多个项目（{2}）：请写明项目',
  'no campaign {} is queued in {} (queued: {})': '{2} 里没有排队的活动 {1}（已排队：{3}）',
  'campaign {} has no message, or its list was not queued to the end: queue the list again':
    '活动 {1} 没有消息，或者名单没有排完：请再次为名单排队',
  'campaign {} is not approved: approve it with `winback deliver run --approve {}`':
    '活动 {1} 还没有批准：请用 `winback deliver run --approve {2}` 批准',
  'campaign {} is paused ({}): look at it, then `winback deliver resume {}`':
    '活动 {1} 已暂停（{2}）：请先查看，再用 `winback deliver resume {3}` 继续',
  'campaign {} is {}: only a running one can be paused': '活动 {1} 处于 {2}：只能暂停正在运行的活动',
  'campaign {} is {}: only a paused one can be resumed': '活动 {1} 处于 {2}：只能继续已暂停的活动',
  '{} has no section delivery: write one, such as delivery: { zone: Asia/Shanghai }':
    '{1} 没有 delivery 段：请写一个，例如 delivery: { zone: Asia/Shanghai }',
  'the state {} is older than its last sending, or another one: {} knows entry {} of its audit, and the state does not. Restore a newer copy, or remove the file if nothing was sent from it':
    '状态 {1} 比它的最后一次发送更旧，或是另一个状态：{2} 记有审计链的第 {3} 条，而状态里没有。请恢复更新的副本；如果从未据此发送，请删除该文件',
  '{} is no note of a delivery: name another file as delivery.fence':
    '{1} 不是投递的记录：请为 delivery.fence 换一个文件',
  '{} holds {}, which is no cost': '{1} 里是 {2}，不是费用',
  'the delivery was stopped while it waited': '投递在等待时被停止',
  'an approval needs the name of a campaign': '批准需要活动名',
  'campaign {} goes to users through {}: give --live to send it':
    '活动 {1} 会通过 {2} 直接到达用户：要发送请给出 --live',
  'the configuration has no channel "{}" (there are: {})': '配置里没有渠道“{1}”（现有：{2}）',
  'campaign {} has nothing that waits in {}': '{2} 里的活动 {1} 没有等待的消息',
  'marketing needs consent: give `--consent COLUMN`, or `--consent assumed` where the house has the consent of all':
    '营销消息需要同意：请给出 `--consent 列名`；如果已有全部用户的同意，请写 `--consent assumed`',
  '{} must be a time with its offset such as 2026-07-01T09:00:00+08:00, got "{}"':
    '{1} 必须是带时差的时间，例如 2026-07-01T09:00:00+08:00，却是“{2}”',
  '--approve and --campaign name two campaigns: give one of them':
    '--approve 与 --campaign 指向两个活动：请只给一个',
  '{} has several columns ({}): write one address a line, and nothing else':
    '{1} 有多列（{2}）：请每行只写一个地址',
  '{}, line {}: an address begins with a quote or =: write it as it is, without marks of a spreadsheet':
    '{1} 第 {2} 行：地址以引号或 = 开头：请只写地址本身，去掉电子表格的标记',
  '{} names no address': '{1} 里没有地址',
  'the delivery was stopped between two batches': '投递在两批之间被停止',
  'the claim of the messages ended before they were handed over': '消息的占用在交接之前已到期',
  'no alarm has a fingerprint that begins with "{}": see `winback alert list`':
    '没有指纹以“{1}”开头的告警：见 `winback alert list`',
  '{} alarms have a fingerprint that begins with "{}": write more letters of it':
    '有 {1} 个告警的指纹以“{2}”开头：请多写几位',
  '{} holds no URL': '{1} 里没有 URL',
  '{} must begin with https://, since alarms say what a business is like':
    '{1} 必须以 https:// 开头，因为告警会透露经营状况',
  '{}.channels: two channels are called "{}"': '{1}.channels：有两个渠道叫“{2}”',
  'give --password-env or --password-file, not both':
    '请给出 --password-env 或 --password-file 之一，不要两个都给',
  '{} has several columns ({}): write one user id a line, and nothing else':
    '{1} 有多列（{2}）：请每行只写一个用户编号',
  '{} names no user': '{1} 里没有用户',
  '{} names no channel: write daily: { alerts: { channels: [...] } }':
    '{1} 里没有渠道：请写 `daily: { alerts: { channels: [...] } }`',
  '--until must be a day or a time such as 2026-02-24T08:00:00+08:00, got "{}"':
    '--until 必须是日期，或 2026-02-24T08:00:00+08:00 这样的时间，却是“{1}”',
  '--until {} has passed': '--until {1} 已经过去',
};
