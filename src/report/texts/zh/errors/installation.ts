import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about the native addon of an installation. */
export const installation: MessageCatalogue = {
  "winback's native addon could not be loaded on {}:\n  {}":
    '无法在 {1} 上加载 winback 的原生模块：\n  {2:list}',
  'the package {} has version {}, winback has {}.': '软件包 {1} 的版本是 {2}，winback 的版本是 {3}。',
  'Install the same: {}': '请安装相同的版本：{1}',
  '{} is installed: {}': '{1} 已安装：{2}',
  'this checkout has no compiled addon: {}': '这个源代码目录里没有编译好的原生模块：{1}',
  'Compile it: npx winback build  (compiles it here; needs g++ >= 12, CMake >= 3.25, Python 3 with pip)':
    '请编译：npx winback build （在本机编译；需要 g++ >= 12、CMake >= 3.25、带 pip 的 Python 3）',
  'Compile it: {}': '请编译：{1}',
  'Or compile it: npx winback build  (compiles it here; needs g++ >= 12, CMake >= 3.25, Python 3 with pip)':
    '或者编译：npx winback build （在本机编译；需要 g++ >= 12、CMake >= 3.25、带 pip 的 Python 3）',
  'there is no package {}: winback {} comes compiled for {}.':
    '没有软件包 {1}：winback {2} 为这些平台提供编译好的版本：{3}。',
  'Install the OpenMP runtime: apt-get install libgomp1': '请安装 OpenMP 运行库：apt-get install libgomp1',
  "Its C or C++ library may be newer than this system's: use a newer system.":
    '它的 C 或 C++ 库可能比本系统的新：请换用较新的系统。',
  'the package {} is not installed. Causes, and what to do (npm 11 and 12 alike):':
    '软件包 {1} 没有安装。可能的原因和办法（npm 11 和 12 相同）：',
  '- optional packages were left out (--omit=optional): npm install winback --include=optional':
    '- 略去了可选的软件包（--omit=optional）：npm install winback --include=optional',
  '- package-lock.json is from another platform: delete node_modules and package-lock.json, then npm install':
    '- package-lock.json 来自另一个平台：请删除 node_modules 和 package-lock.json，再运行 npm install',
  '- node_modules was made on another machine: there, {}':
    '- node_modules 是在另一台机器上生成的：请在那里运行 {1}',
  '- the registry does not have it: npx winback build  (compiles it here; needs g++ >= 12, CMake >= 3.25, Python 3 with pip)':
    '- 软件源里没有它：npx winback build （在本机编译；需要 g++ >= 12、CMake >= 3.25、带 pip 的 Python 3）',
};
