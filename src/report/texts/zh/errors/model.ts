import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about training, models and scores. */
export const model: MessageCatalogue = {
  'contributions are not defined for trees with linear leaves': '叶子为线性模型的树没有贡献值的定义',
  'the booster is closed': 'booster 已关闭',
  'the model text must be a string': '模型文本必须是字符串',
  'calibration did not converge in {} steps': '校准在 {1} 步内未收敛',
  'calibration: {}': '校准：{1:cause}',
  'calibration needs rows of both classes': '校准需要两类的行',
  'a row holds {} values, got {}': '一行有 {1} 个值，得到的是 {2} 个',
  'fromBooster: expected a Booster': 'fromBooster：应为 Booster',
  'the file must be a path': '文件必须是路径',
  'the forest is closed': '森林已关闭',
  'the row scorer is closed': '逐行评分器已关闭',
  'features: "{}" is named twice': 'features：“{1}”写了两次',
  'features: name at least one column': 'features：请至少写一列',
  'features: category {} of "{}" is {}, in the model itself it is {}':
    'features：“{2}”的类别 {1} 是 {3}，在模型中是 {4}',
  'parameters: {}': 'parameters：{1:message}',
  'parameters: a multiclass objective needs numClass >= 2': 'parameters：多分类目标需要 numClass >= 2',
  'parameters: alpha must be below 1 for the objective quantile':
    'parameters：目标为 quantile 时 alpha 必须小于 1',
  'parameters: boosting rf needs baggingFreq > 0 with baggingFraction < 1':
    'parameters：boosting rf 需要 baggingFreq > 0 且 baggingFraction < 1',
  'parameters: dataSampleStrategy goss needs topRate > 0 and otherRate > 0':
    'parameters：dataSampleStrategy goss 需要 topRate > 0 且 otherRate > 0',
  'parameters: give isUnbalance or scalePosWeight, not both':
    'parameters：isUnbalance 和 scalePosWeight 只能写一个',
  'parameters: monotoneConstraints has {} values for {} features':
    'parameters：monotoneConstraints 有 {1} 个值，而特征有 {2} 个',
  'parameters: numClass needs a multiclass objective': 'parameters：numClass 需要多分类目标',
  'parameters: topRate + otherRate must be at most 1 (their defaults are 0.2 and 0.1)':
    'parameters：topRate + otherRate 最多为 1（默认为 0.2 和 0.1）',
  'model.json: a logistic model without coefficients': 'model.json：逻辑回归模型没有系数',
  'model.json: a scale is not > 0': 'model.json：有一个尺度不大于 0',
  'model.json: {} features need {} coefficients, got {}':
    'model.json：{1} 个特征需要 {2} 个系数，得到 {3} 个',
  'model.json: {}': 'model.json：{1:cause}',
  'the model has no model.txt': '模型里没有 model.txt',
  'the model has no model.json': '模型里没有 model.json',
  'the model has no {}': '模型里没有 {1}',
  'label "{}" must hold 0 and 1, not text': '标签“{1}”必须是 0 和 1，不能是文本',
  'the model has {} features, {} are named': '模型有 {1} 个特征，写了名称的有 {2} 个',
  'the model has no feature "{}"': '模型没有特征“{1}”',
  'groups.{} is empty': 'groups.{1} 是空的',
  'groups.{}: the model has no feature "{}"': 'groups.{1}：模型没有特征“{2}”',
  'forest file: {} features, {} are described': '森林文件：有 {1} 个特征，有说明的是 {2} 个',
  'forest file: {}': '森林文件：{1:cause}',
  'winback_features: must be a list of {} different names': 'winback_features：必须是 {1} 个不同名称的列表',
  'pandas_categorical: must be a list of lists of categories, not understood from {} on':
    'pandas_categorical：必须是类别列表的列表，从 {1} 起无法理解',
  'feature "{}" takes numbers, got {}': '特征“{1}”应为数，得到的是 {2:words}',
  "feature.definition {} is none of winback's": 'feature.definition {1} 不是 winback 的特征定义',
  'forest must be a CompiledForest, got {}': 'forest 必须是 CompiledForest，得到的是 {1:words}',
  'earlyStoppingRounds needs validation rows': 'earlyStoppingRounds 需要验证集的行',
  'a training watched on {} rows kept no log': '在 {1} 行上监控的训练没有留下记录',
  '{} could be trained on parts of the rows only': '{1} 只能在部分行上训练',
  'training needs users who left and users who stayed, got {} of {} who left':
    '训练既需要流失的用户也需要留下的用户，{2} 名用户中流失的有 {1} 名',
  'no candidate could be trained ({})': '没有一个候选模型能够训练（{1:list}）',
  'label "{}" is missing in row {}': '第 {2} 行缺少标签“{1}”',
  'id "{}" is missing in row {}': '第 {2} 行缺少标识“{1}”',
  'date "{}" is missing in row {}': '第 {2} 行缺少日期“{1}”',
  'date "{}": every row has the time {} UTC, which may be the midnight of another zone: name the zone as `timeZone`, or UTC':
    '日期“{1}”：每一行的时刻都是 {2} UTC，可能是另一个时区的零点：请用 `timeZone` 写明时区，或写 UTC',
  'label "{}" has the values {}; name the one that means "left" as `positive`':
    '标签“{1}”的值有 {2}；请用 `positive` 写明哪一个表示流失',
  'label "{}" must have two values, got {}: {}': '标签“{1}”必须有两个值，得到 {2} 个：{3}',
  'label of row {} is {}, not 0 or 1': '第 {1} 行的标签是 {2}，不是 0 或 1',
  'table.features: "{}" is the {} and cannot be a feature': 'table.features：“{1}”是{2:words}，不能作为特征',
  'the table has no column to learn from': '表里没有可供学习的列',
  'both classes are needed, got {} positives in {} rows': '两类都需要，{2} 行中正类有 {1} 行',
  'split: no rows are left for {}: the dates run from {} to {} ({} days), with {} test days, {} calibration days and an embargo of {}':
    'split：没有行可用于 {1}：日期从 {2} 到 {3}（{4} 天），其中测试 {5} 天，校准 {6} 天，间隔 {7} 天',
  'an AUC interval needs two users of each class': 'AUC 的区间需要两类各有两名用户',
  'score of row {} is {}': '第 {1} 行的评分是 {2}',
  'scores and labels must have one entry a row, got {} and {}':
    '评分和标签每行各要有一个，得到 {1} 个和 {2} 个',
  'the model {} was not trained on events': '模型 {1} 不是用事件训练的',
  'the model {}: features.json does not list its features': '模型 {1}：features.json 没有列出它的特征',
  'no model in {}: {}': '{1} 里没有模型：{2:cause}',
  'manifest.files names {} twice': 'manifest.files 把 {1} 写了两次',
  'manifest.json: {}': 'manifest.json：{1:cause}',
  '{} must be a SHA-256 in hexadecimal, got {}': '{1:words} 必须是十六进制的 SHA-256，得到的是 {2:words}',
  '{} must be a plain file name ending in .json, .txt or .arrow, got {}':
    '{1:words} 必须是以 .json、.txt 或 .arrow 结尾的文件名，不带路径，得到的是 {2:words}',
  'the model in {} has the digest {}, not {}': '{1} 中模型的摘要是 {2}，不是 {3}',
  'the model in {} is not what was stored: {}': '{1} 中的模型与存入时不同：{2:list}',
  'scoring was aborted': '评分已中止',
  'logistic regression takes no infinite value: column "{}", row {} of the table':
    '逻辑回归不能有无穷的值：列“{1}”，表的第 {2} 行',
  '{} is not in the manifest': '{1} 不在清单中',
  '{} has {} bytes, the manifest says {}': '{1} 有 {2} 字节，清单写的是 {3}',
  '{} has another SHA-256 than the manifest says': '{1} 的 SHA-256 与清单不同',
  '{} is missing': '{1} 缺失',
  'is not a plain file': '不是普通文件',
  'has {} bytes, at most {} are read': '有 {1} 字节，最多读取 {2} 字节',
  'is not in the manifest': '不在清单中',
  'has {} bytes, the manifest says {}': '有 {1} 字节，清单写的是 {2}',
  'has another SHA-256 than the manifest says': 'SHA-256 与清单不同',
  'is missing': '缺失',
};
