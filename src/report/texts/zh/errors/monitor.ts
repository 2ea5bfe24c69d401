import type { MessageCatalogue } from '../../../messages/translator.js';

/** Messages about drift and the evidence of it. */
export const monitor: MessageCatalogue = {
  'update.series: "{}" is named twice': 'update.series：“{1}”出现了两次',
  '{} must be 1, got {}: a newer winback wrote it': '{1} 必须是 1，得到的是 {2}：由更新版本的 winback 写出',
};
