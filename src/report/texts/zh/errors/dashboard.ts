import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages of the dashboard. */
export const dashboard: MessageCatalogue = {
  'give --export or --definition, not both': '--export 与 --definition 只能给出一个',
  '--state is missing: the SQLite file or postgres://user@host/database to show':
    '缺少 --state：要显示的 SQLite 文件或 postgres://user@host/database',
  '--token-file {} cannot be read': '无法读取 --token-file {1}',
  '--host {}: others can reach this address, so a token is needed: --token-file FILE':
    '--host {1}：其他机器能访问此地址，因此需要令牌：--token-file FILE',
  'the token has {} letters; it needs at least {}': '令牌有 {1} 个字符，至少需要 {2} 个',
  '{}:{} is in use: choose another --port': '{1}:{2} 已被占用：请选择其他 --port',
  '{}:{} cannot be listened on ({})': '无法监听 {1}:{2}（{3}）',
  'the page of the dashboard is not built ({}): npm run build': '看板页面尚未构建（{1}）：npm run build',
  'project: the state has no records of "{}", only of {}': 'project：状态库中没有“{1}”的记录，只有 {2}',
  'from: {} is after {}': 'from：{1} 晚于 {2}',
  'from: {} to {} are {} days; a page shows at most {}': 'from：{1} 至 {2} 共 {3} 天；一页最多显示 {4} 天',
  'spending must be one of {}': 'spending 必须是 {1} 之一',
};
