import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about registries of models. */
export const registry: MessageCatalogue = {
  '{} must be a name such as production, shadow or canary (small letters, digits and -), got {}':
    '{1} 必须是 production、shadow 或 canary 这样的名称（小写字母、数字和 -），收到的是 {2:words}',
  '{} is no record of this registry: {}': '{1} 不是这个注册表的记录：{2:cause}',
  '{}: {} is missing': '{1}：缺少 {2}',
  '{}: {} is the entry of another name or number': '{1}：{2} 是另一个名称或编号的条目',
  '{}: {} has no number left': '{1}：{2} 的编号已用完',
  '{}: the version {} is being removed as expired: publish it again when `winback model expire` has ended':
    '{1}：版本 {2} 已过期，正在删除：请在 `winback model expire` 结束后重新发布',
  'there is no registry {}: check the path, or put a first model there with `winback model publish`':
    '没有模型库 {1}：请检查路径，或用 `winback model publish` 在那里放入第一个模型',
  '{} has no version {}': '{1} 没有版本 {2}',
  '{} has no version {}; it has none': '{1} 没有版本 {2}；它是空的',
  '{} has no version {}; the newest are {}': '{1} 没有版本 {2}；最新的有 {3}',
  '{}: {} means {} versions: name one of {}': '{1}：{2} 对应 {3} 个版本：请写明其中之一：{4}',
  '{}: the manifest of {} is not what was stored': '{1}：{2} 的清单不是当初存入的内容',
  '{}: {} of the version {} is not what was stored': '{1}：版本 {3} 的 {2} 不是当初存入的内容',
  '{} holds no model that can be published: {}': '{1} 里没有可以发布的模型：{2:list}',
  "{}: {} is there already, with another content than the model's": '{1}：{2} 已经存在，内容与模型的不同',
  '{}: {} has no version before the one it points to': '{1}：{2} 在当前版本之前没有别的版本',
  '{}: {} points nowhere yet: look at `winback model status`, then decide again':
    '{1}：{2} 还没有指向任何版本：请看 `winback model status`，再作决定',
  '{}: {} has moved to {} (entry {}, by {}, {}): look at `winback model status`, then decide again or use --force':
    '{1}：{2} 已经移到 {3}（第 {4} 条，{5}，{6}）：请看 `winback model status`，再作决定，或用 `--force`',
  '{}: the version {} is not whole: {} is missing or has another length':
    '{1}：版本 {2} 不完整：{3} 缺失或长度不同',
  '{}: the version before was trained on other features than the current one: what builds them now does not fit it. Go back to their configuration first, then use --force':
    '{1}：之前的版本与当前版本用的特征不同，现在生成的特征不适合它。请先恢复那时的配置，再用 `--force`',
  'now must be a time such as 2026-03-01T08:00:00Z, got {}':
    'now 必须是 2026-03-01T08:00:00Z 这样的时间，收到的是 {1:words}',
  '{}: {} points to no version: promote one with `winback model promote`':
    '{1}：{2} 没有指向任何版本：请用 `winback model promote` 晋升一个',
  'name the model by --model DIR, or by --registry PLACE with --name':
    '请用 `--model DIR`，或 `--registry PLACE` 加 `--name` 指明模型',
  '{}: {} is the model {}, not {}': '{1}：{2} 是模型 {3}，不是 {4}',
};
