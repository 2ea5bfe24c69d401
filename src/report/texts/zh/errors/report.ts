import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about charts. */
export const report: MessageCatalogue = {
  'chart {} could not be drawn: {}': '无法绘制图表 {1}：{2:cause}',
  'cannot read the font {}': '无法读取字体 {1}',
  'cannot read the font {}; `npm run setup` makes it': '无法读取字体 {1}；`npm run setup` 可以生成',
  '{} is no TrueType or OpenType font (WOFF cannot be used)':
    '{1} 不是 TrueType 或 OpenType 字体（不能用 WOFF）',
  'drawing the charts was aborted': '绘制图表已中止',
  'a chart must be plain data: {}': '图表必须是纯数据：{1:cause}',
  'the drawing thread ended before its work was done': '绘图线程在完成之前结束了',
  'the drawing thread failed: {}': '绘图线程出错：{1:cause}',
};
