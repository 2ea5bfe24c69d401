import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages of the daily run and of simulated days. */
export const daily: MessageCatalogue = {
  'the rows of day {} are given twice': '第 {1} 日的行数给出了两次',
  'the day {} has not begun: it is {} in {}': '{1} 这一天还没有开始：{3} 现在是 {2}',
  'the daily run was aborted': '每日运行已被中止',
  '{}: from {} is after to {}': '{1}：起始日 {2} 晚于结束日 {3}',
  '{}: a daily run needs `events`, and this names a prepared table':
    '{1}：每日运行需要 `events`，而此配置指向一张现成的表',
  '{} is damaged, it is no JSON: remove the folder of that step and run the day again':
    '{1} 已损坏，不是 JSON：请删除该步骤的文件夹，再运行这一天',
  'plan.eligibility.{}: a daily run knows its contacts itself; set daily.contact instead':
    'plan.eligibility.{1}：每日运行自己记录触达，请改用 daily.contact',
  'the registry {} has had another model in production since this was decided: run the day again':
    '作出决定之后，模型库 {1} 中已有另一个模型投入使用：请重新运行这一天',
  '--days and --table do not go together': '--days 与 --table 不能同时使用',
  'until: {} is before {}': 'until：{1} 早于 {2}',
  '{} holds contacts of earlier days, and the state {} knows none of {}: restore the state, or move the folder away':
    '{1} 里有此前日期的触达名单，而状态 {2} 里没有 {3} 的任何记录：请恢复状态，或移走该文件夹',
  '{} holds contacts of {}, and the state {} knows none of that day: restore a newer copy of the state, or run the day {} again first':
    '{1} 里有 {2} 的触达名单，而状态 {3} 里没有这一天的任何记录：请恢复较新的状态副本，或先重新运行 {4} 这一天',
  '{} holds contacts of {} with {} users who are not in the plan of that day now, and the state {} knows none of them: restore a newer copy of the state, or run the day with the data and the configuration of then':
    '{1} 里有 {2} 的触达名单，其中 {3} 个用户不在这一天现在的计划里，而状态 {4} 里没有他们的任何记录：请恢复较新的状态副本，或用当时的数据和配置运行这一天',
  'another daily run is at work in {}: wait for it, or stop it':
    '{1} 中已有另一次每日运行在进行：请等它结束，或将其停止',
  'the section alerts stands at the top of the file: move it into the section daily, as daily.alerts':
    'alerts 一节写在文件的顶层：请移到 daily 一节之内，即 daily.alerts',
  '{}: the plan weighs what users pay, and events.columns names no amount: name the column, or leave out the section plan':
    '{1}：计划按用户的付费衡量，而 events.columns 没有写 amount：请写明该列，或去掉 plan 一节',
  '{} must be the code of a currency in three capital letters, such as CNY, got {}':
    '{1} 必须是三个大写字母的货币代码，例如 CNY，得到的是 {2}',
  'the registry {} has no model {}, which the day was run with: restore the registry; or remove the folder of the day and its state to begin anew':
    '模型库 {1} 中没有这一天运行时所用的模型 {2}：请恢复模型库；或删除这一天的文件夹及其状态，重新开始',
  'the registry {} has no model in production, and the day {} was run with {}: restore the registry, or put a model into it with `winback model publish DIR --promote production`':
    '模型库 {1} 中没有投入使用的模型，而 {2} 这一天是用 {3} 运行的：请恢复模型库，或用 `winback model publish DIR --promote production` 放入一个模型',
  'daily.currency is {}, and contacts of {} cost {}: money of two currencies has no sum; write {} again, or give the configuration another name':
    'daily.currency 是 {1}，而 {2} 的触达以 {3} 计费：两种货币的钱不能相加；请改回 {4}，或给配置换一个名称',
  'the simulated days know no user {} or action {}': '模拟数据中没有用户 {1} 或动作 {2}',
  'simulating days was aborted': '模拟已被中止',
};
