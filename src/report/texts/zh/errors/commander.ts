import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about the command line's own parser. */
export const commander: MessageCatalogue = {
  "error: unknown option '{}'": "错误：没有选项 '{1}'",
  "error: unknown option '{}'\n(Did you mean {}?)": "错误：没有选项 '{1}'\n（是否应为 {2}？）",
  "error: unknown option '{}'\n(Did you mean one of {}?)": "错误：没有选项 '{1}'\n（是否应为 {2} 之一？）",
  "error: unknown command '{}'": "错误：没有命令 '{1}'",
  "error: unknown command '{}'\n(Did you mean {}?)": "错误：没有命令 '{1}'\n（是否应为 {2}？）",
  "error: unknown command '{}'\n(Did you mean one of {}?)": "错误：没有命令 '{1}'\n（是否应为 {2} 之一？）",
  "error: missing required argument '{}'": "错误：缺少参数 '{1}'",
  "error: option '{}' argument missing": "错误：选项 '{1}' 缺少值",
  "error: required option '{}' not specified": "错误：缺少必需的选项 '{1}'",
  "error: option '{}' argument '{}' is invalid. {}": "错误：选项 '{1}' 的值 '{2}' 无效。{3:message}",
  "error: command-argument value '{}' is invalid for argument '{}'. {}":
    "错误：参数 '{2}' 的值 '{1}' 无效。{3:message}",
  'Allowed choices are {}.': '可选的值：{1}。',
  'error: too many arguments. Expected {} argument but got {}.': '错误：参数太多。应有 {1} 个，得到 {2} 个。',
  'error: too many arguments. Expected {} arguments but got {}.':
    '错误：参数太多。应有 {1} 个，得到 {2} 个。',
  "error: too many arguments for '{}'. Expected {} argument but got {}.":
    "错误：'{1}' 的参数太多。应有 {2} 个，得到 {3} 个。",
  "error: too many arguments for '{}'. Expected {} arguments but got {}.":
    "错误：'{1}' 的参数太多。应有 {2} 个，得到 {3} 个。",
  "error: option '{}' cannot be used with option '{}'": "错误：选项 '{1}' 不能与选项 '{2}' 一起使用",
};
