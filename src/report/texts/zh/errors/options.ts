import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about options, arguments and the package itself. */
export const options: MessageCatalogue = {
  '{} must be {}, got {}': '{1:words} 必须是{2:words}，得到的是 {3:words}',
  '{} must be a finite number, got {}': '{1:words} 必须是有限的数，得到的是 {2:words}',
  '{} must be a number, got {}': '{1:words} 必须是数，得到的是 {2:words}',
  '{} must be a number > 0, got {}': '{1:words} 必须是大于 0 的数，得到的是 {2:words}',
  '{} must be a number >= 0, got {}': '{1:words} 必须是不小于 0 的数，得到的是 {2:words}',
  '{} must be from {} to {}, got {}': '{1:words} 必须在 {2} 到 {3} 之间，得到的是 {4:words}',
  '{} must be from {} to below {}, got {}': '{1:words} 必须不小于 {2} 且小于 {3}，得到的是 {4:words}',
  '{} must be strictly between {} and {}, got {}': '{1:words} 必须大于 {2} 且小于 {3}，得到的是 {4:words}',
  '{} must be a whole number from {} to {}, got {}': '{1:words} 必须是 {2} 到 {3} 的整数，得到的是 {4:words}',
  '{} must be a whole number from {}, got {}': '{1:words} 必须是不小于 {2} 的整数，得到的是 {3:words}',
  '{} must be a non-empty string, got {}': '{1:words} 必须是非空的文本，得到的是 {2:words}',
  '{} must be a non-empty text, a number, true or false, got {}':
    '{1:words} 必须是非空的文本、数、true 或 false，得到的是 {2:words}',
  '{} must be a string, got {}': '{1:words} 必须是文本，得到的是 {2:words}',
  '{} must be true or false, got {}': '{1:words} 必须是 true 或 false，得到的是 {2:words}',
  '{} must be one of {}, got {}': '{1:words} 必须是 {2} 之一，得到的是 {3:words}',
  '{} must be an array, got {}': '{1:words} 必须是数组，得到的是 {2:words}',
  '{} must be an object, got {}': '{1:words} 必须是对象，得到的是 {2:words}',
  '{} must be a mapping, got {}': '{1:words} 必须是“键: 值”的映射，得到的是 {2:words}',
  '{} must be a function, got {}': '{1:words} 必须是函数，得到的是 {2:words}',
  '{} must be a function of test options, got {}':
    '{1:words} 必须是以检验选项为参数的函数，得到的是 {2:words}',
  '{} must be a day YYYY-MM-DD, got {}': '{1:words} 必须是写作 YYYY-MM-DD 的日期，得到的是 {2:words}',
  '{} must be a date such as 2026-03-05, got {}': '{1:words} 必须是日期，如 2026-03-05，得到的是 {2:words}',
  '{} must be a number, a text, true or false, got {}':
    '{1:words} 必须是数、文本、true 或 false，得到的是 {2:words}',
  '{} must be a text, number, true, false or null, got {}':
    '{1:words} 必须是文本、数、true、false 或 null，得到的是 {2:words}',
  '{} must be an array of numbers, a typed array or a column, got {}':
    '{1:words} 必须是数的数组、类型化数组或一列，得到的是 {2:words}',
  '{} must be an array of numbers, got {}': '{1:words} 必须是数的数组，得到的是 {2:words}',
  '{} must be an amount in yuan such as 12.34, got {}':
    '{1:words} 必须是以元为单位的金额，如 12.34，得到的是 {2:words}',
  '{} must be a finite amount in yuan, got {}': '{1:words} 必须是以元为单位的有限金额，得到的是 {2:words}',
  '{} must be whole fen (two decimals), got {}': '{1:words}最多精确到分（两位小数），得到的是 {2:words}',
  '{} is too large: {}': '{1:words} 太大：{2}',
  '{}: unknown option "{}"': '{1:words}：没有名为 "{2}" 的选项',
  '{}: unknown option "{}": it is called "{}" now': '{1:words}：没有名为 "{2}" 的选项：它现在叫 "{3}"',
  '{}: unknown option {}': '{1:words}：没有名为 {2} 的选项',
  '{}: the option "progress" is now onProgress, a function of {stage, done, total, detail}':
    '{1:words}：选项 "progress" 现在是 onProgress，一个以 {stage, done, total, detail} 为参数的函数',
  'expected an object, got {}': '应为对象，得到的是 {1:words}',
  'expected a Uint8Array': '应为 Uint8Array',
  '{}: no time zone {}; write an IANA name such as Asia/Shanghai, or an offset such as +08:00':
    '{1:words}：没有时区 {2}；请写 IANA 名称，如 Asia/Shanghai，或时差，如 +08:00',
  'the package {}, which draws the PNG files of reports, could not be loaded ({}). Install it: npm install winback --include=optional, or npm install {}':
    '无法加载绘制报告中 PNG 图片的软件包 {1}（{2}）。请安装：npm install winback --include=optional，或 npm install {3}',
  'the package {}, which reads event logs, CSV and Parquet files and runs queries, could not be loaded ({}). Install it: npm install winback --include=optional, or npm install {}':
    '无法加载读取事件日志、CSV 和 Parquet 文件并执行查询的软件包 {1}（{2}）。请安装：npm install winback --include=optional，或 npm install {3}',
  'winback is not inside its own package: a bundler has put it into another file. Leave it external: esbuild --external:winback, serverExternalPackages of Next.js, ssr.external of Vite (docs/how-to/bundle.md)':
    'winback 不在自己的软件包里：打包工具把它放进了别的文件。请把它留在外部：esbuild --external:winback、Next.js 的 serverExternalPackages、Vite 的 ssr.external（docs/how-to/bundle.md）',
  '{} is internal to winback and no longer exported': '{1} 是 winback 的内部函数，不再导出',
  "{} is now in '{}'": "{1} 现在在 '{2}' 中",
  "{} is now {} of '{}'": "{1} 现在是 '{3}' 的 {2}",
  'native call failed': '原生调用失败',
  'stopped by the caller': '已被调用者停止',
  'stopped by {}': '已被 {1} 停止',
  'out of memory': '内存不足',
  'unknown native error': '未知的原生错误',
  'WINBACK_ISA: {}': 'WINBACK_ISA：{1:cause}',
  '{}: {}. Compile it again: npx winback build (in a checkout: npm run setup)':
    '{1}：{2:cause}。请重新编译：npx winback build（在源代码目录中：npm run setup）',
  'column {}: a resizable ArrayBuffer cannot be read in place': '列 {1}：大小可变的 ArrayBuffer 不能原地读取',
  '{}: {}': '{1:words}：{2:message}',
};
